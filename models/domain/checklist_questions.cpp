// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist_table.h"

namespace belay::checklisttable {

namespace {

constexpr auto must = CheckLevel::Must;
constexpr auto should = CheckLevel::Should;
constexpr auto before = CheckPhase::Before;
constexpr auto confirm = Answer::Confirm;
constexpr auto text = Answer::Text;
constexpr auto evidence = Answer::Evidence;
constexpr auto look = Answer::None;

constexpr auto phoenix = "Phoenix checklist";
constexpr auto deployment = "Deployment checklist";
constexpr auto gotchas = "Phoenix gotchas";

constexpr auto code = "Code quality";
constexpr auto testing = "Testing";
constexpr auto documentation = "Documentation";
constexpr auto configuration = "Configuration";
constexpr auto database = "Database";
constexpr auto infrastructure = "Infrastructure";
constexpr auto monitoring = "Monitoring";
constexpr auto communication = "Communication";

// clang-format off
constexpr AskRow beforeRows[] = {
    {Generic, "tests", "All tests passing locally and in CI", testing, deployment, must, before, confirm,
     "Look at the CI run of exactly this commit."},
    {Every, "code-review", "Code review completed", code, phoenix, must, before, evidence,
     "Somebody other than the author has read and approved every change since the last release."},
    {Every, "debug-code", "No debug output left in the code", code, deployment, should, before, look,
     "Search the changes for console.log, IO.inspect, dbg and the like."},
    {Generic | Node, "hardcoded-secrets", "No hardcoded secrets or credentials", code, deployment, must, before, look,
     "A secret in the repository is public to everybody who ever had a copy. Rotate it, then move it to the environment."},
    {Generic, "linting", "Linting and formatting passing", code, deployment, should, before, confirm,
     "Whatever tool the project uses, run over the whole code."},
    {Every, "todos", "No TODO or FIXME in critical paths", code, deployment, should, before, look,
     "Sign-in, payment, data changes: what is unfinished there fails first."},
    {Generic, "coverage", "Unit tests passing with more than 80 % coverage", testing, deployment, should, before, confirm,
     "Add an item with \"run\" and \"coverage_at_least\" to belay.json to have it measured."},
    {Generic | Phoenix, "integration-tests", "Integration tests passing", testing, deployment, should, before, confirm,
     "With a real database and the real services, or their sandboxes."},
    {Generic | Phoenix, "e2e", "End-to-end tests passing on staging", testing, deployment, should, before, confirm,
     "The ways through the application that users take most."},
    {Every, "ci", "CI passed for this commit", testing, deployment, should, before, look,
     "Belay asks GitHub or GitLab about exactly this commit when there is a token (GITHUB_TOKEN, GITLAB_TOKEN, or the "
     "secrets github and gitlab); otherwise look at the run yourself."},
    {Every, "staging", "This version was tested on staging", testing, deployment, should, before, look,
     "The same version, deployed the same way."},
    {Every, "manual-testing", "Manual testing completed", testing, deployment, should, before, confirm,
     "Note who tested what."},
    {Every, "edge-cases", "Edge cases tested", testing, deployment, should, before, confirm,
     "Empty, huge, twice, at the same time, and with a slow connection."},
    {Every, "error-handling", "Error handling verified", testing, deployment, should, before, confirm,
     "What happens when the database or another service does not answer?"},
    {Every, "load-test", "Load testing completed", testing, phoenix, should, before, confirm,
     "Not applicable when neither traffic nor queries change."},

    {Every, "readme", "README updated", documentation, phoenix, should, before, evidence,
     "Set-up, environment variables and commands as they are now."},
    {Every, "api-docs", "API documentation current", documentation, phoenix, should, before, confirm,
     "Every changed endpoint, with its errors."},
    {Every, "changelog", "CHANGELOG updated", documentation, phoenix, should, before, look,
     "A heading for this version, in words users understand."},
    {Every, "migration-guide", "Migration guide for breaking changes", documentation, phoenix, should, before, evidence,
     "Not applicable when nothing breaks."},
    {Every, "release-notes", "Release notes drafted", documentation, phoenix, should, before, evidence,
     "What is new, what is fixed, what to do."},

    {Every, "env-documented", "Environment variables documented in .env.example", configuration, phoenix, should, before, look,
     "Every name the configuration reads, with a harmless example."},
    {Generic | Node, "production-config", "Production configuration verified", configuration, phoenix, should, before, look,
     "Read it once more as if it were code, because it is."},
    {Every, "env-configured", "Environment variables configured", configuration, deployment, should, before, look,
     "New names are set on every host before the code that reads them arrives."},
    {Every, "secrets", "Secrets configured in the deployment environment", configuration, phoenix, must, before, look,
     "Check that the names are there, without printing the values."},
    {Every, "feature-flags", "Feature flags configured", configuration, phoenix, should, before, evidence,
     "New behaviour starts switched off. Not applicable without flags."},

    {Every, "migrations-tested", "Database migrations tested on staging", database, phoenix, should, before, evidence,
     "On data of production's size: a lock that takes a second there takes minutes here."},
    {Every, "rollback-tested", "Rollback tested", database, phoenix, should, before, evidence,
     "Roll the release back on staging, including its migrations."},
    {Every, "backup", "Database backup created and verified", database, phoenix, must, before, look,
     "Made before the migration, and restored somewhere once. A backup nobody has restored is a hope."},
    {Every, "migration-rollback", "Rollback plan for migrations", database, deployment, should, before, look,
     "For each migration: a way down, or the sentence that there is none."},
    {Every, "destructive-migrations", "No destructive migrations (DROP, DELETE)", database, deployment, should, before, look,
     "The old release must run on the new schema, or it cannot be rolled back to. Remove columns one release later."},
    {Every, "indexes", "Indexes created for new queries", database, deployment, should, before, evidence,
     "Concurrently, on tables that are written to."},
    {Every, "data-integrity", "Data integrity verified", database, deployment, should, before, confirm,
     "Count before and after, on staging."},

    {Every, "rollback-plan", "Rollback plan documented", infrastructure, phoenix, must, before, look,
     "`belay plan --rollback` shows the steps. Add what it cannot know: data, caches, other services."},
    {Every, "ssl", "SSL certificates valid", infrastructure, deployment, should, before, look,
     "For longer than until the next release."},
    {Every, "dns", "DNS records updated", infrastructure, deployment, should, before, look,
     "Not applicable when no name changes."},
    {Every, "cdn", "CDN cache invalidation planned", infrastructure, deployment, should, before, confirm,
     "Not applicable when assets have a digest in their names."},
    {Every, "load-balancer", "Load balancer configured", infrastructure, deployment, should, before, confirm,
     "It asks the health endpoint that knows about the database."},
    {Every, "resource-limits", "Resource limits appropriate", infrastructure, deployment, should, before, look,
     "Memory, connections and disk, with two releases side by side."},

    {Generic | Node, "logging", "Logging configured", monitoring, deployment, should, before, look,
     "Level info, structured, without personal data."},
    {Every, "error-tracking", "Error tracking enabled", monitoring, deployment, should, before, evidence,
     "Sentry or the like, told about this version."},
    {Every, "performance-monitoring", "Performance monitoring set up", monitoring, deployment, should, before, evidence,
     "At least latency, traffic, errors and saturation."},
    {Every, "alerts", "Monitoring alerts configured", monitoring, phoenix, should, before, evidence,
     "Error rate above 1 % warns, above 5 % wakes somebody up."},
    {Every, "health-endpoints", "Health check endpoints working", monitoring, deployment, should, before, look,
     "They answer now, on every host, before anything is changed."},
    {Every, "dashboards", "Dashboards ready", monitoring, deployment, should, before, evidence,
     "Open, with a view of the hour before."},

    {Every, "team-notified", "Team notified of the deployment", communication, deployment, should, before, confirm,
     "With version, time, and who to ask."},
    {Every, "deployment-window", "Deployment window scheduled", communication, deployment, should, before, look,
     "Early in the week, not on a Friday afternoon, and with people around afterwards."},
    {Every, "stakeholders", "Stakeholders informed", communication, deployment, should, before, confirm,
     "Support, sales, and customers who asked for it."},
    {Every, "on-call", "On-call engineer identified", communication, deployment, must, before, text,
     "The name of the person who is reachable until the watch is over."},

    {Phoenix, "runtime-config", "Secrets and URLs are read in runtime.exs", gotchas, gotchas, should, before, look,
     "config.exs and prod.exs are evaluated when the release is built and cannot read the host's environment. Also check "
     "that no development switch (debug_errors, code_reloader, check_origin: false) is set there."},
    {Phoenix, "release-migrations", "Migrations run through the release (bin/migrate or eval)", gotchas, gotchas, should, before, look,
     "There is no mix on a production host. Set the environment's \"migrate\" command."},
    {Phoenix, "phx-host-server", "PHX_HOST and PHX_SERVER=true are set", gotchas, gotchas, should, before, look,
     "Without PHX_SERVER nothing listens; without PHX_HOST links point to localhost."},
    {Phoenix, "assets-deploy", "mix assets.deploy runs before the release is built", gotchas, gotchas, should, before, look,
     "Otherwise the pages come without CSS and JavaScript. Look for priv/static/cache_manifest.json in the release."},
    {Phoenix, "hardcoded-secrets", "No hardcoded secrets", gotchas, gotchas, must, before, look,
     "Use System.fetch_env! in runtime.exs: a missing secret then stops the start with a clear message. Rotate what was "
     "ever committed."},
    {Phoenix, "health-database", "The health endpoint asks the database", gotchas, gotchas, should, before, look,
     "An endpoint that only says 200 is green while every page fails. Use it for readiness, not for liveness."},
    {Phoenix, "log-level", "Logger level is :info in production", gotchas, gotchas, should, before, look,
     "At :debug Ecto writes every query with its parameters, personal data included."},
};

constexpr auto during = CheckPhase::During;
constexpr auto after = CheckPhase::After;
constexpr auto issues = CheckPhase::IfIssues;
constexpr auto running = "During the deployment";
constexpr auto done = "After the deployment";
constexpr auto wrong = "If there are issues";
constexpr auto next = "Next steps";

constexpr AskRow laterRows[] = {
    {Every, "during-runbook", "Follow the deployment runbook", running, deployment, should, during, confirm,
     "The plan is the runbook; write down where you left it."},
    {Every, "during-error-rates", "Monitor error rates", running, deployment, should, during, confirm,
     "The chart with the time before as the measure."},
    {Every, "during-resources", "Watch resource usage", running, deployment, should, during, confirm,
     "CPU, memory, disk and connections of every host."},
    {Every, "during-health", "Check health endpoints", running, deployment, should, during, confirm,
     "On every host, not only behind the balancer."},
    {Every, "during-features", "Verify key features work", running, deployment, should, during, confirm,
     "Sign in, and do the thing users come for."},

    {Every, "after-smoke", "Smoke tests passing", done, deployment, should, after, confirm,
     "Against the public address."},
    {Every, "after-error-rates", "Error rates normal", done, deployment, should, after, confirm,
     "Compared with the same hour before the release."},
    {Every, "after-performance", "Performance within the agreed limits", done, deployment, should, after, confirm,
     "p99, not the average."},
    {Every, "after-migrations", "Database migrations applied", done, deployment, should, after, confirm,
     "The newest version in schema_migrations is the one of this release."},
    {Every, "after-notified", "Team notified of success", done, deployment, should, after, confirm,
     "With the report."},
    {Every, "after-tag", "Release tagged in git", done, deployment, should, after, confirm,
     "An annotated tag on the commit that is live."},
    {Every, "after-changelog", "Changelog updated", done, deployment, should, after, confirm,
     "With the date it went live."},

    {Every, "next-monitor", "Monitor for 24 hours", next, phoenix, should, after, confirm,
     "Leaks and nightly jobs do not show in the first ten minutes."},
    {Phoenix, "next-oban", "Verify that Oban jobs run", next, phoenix, should, after, confirm,
     "Queues empty, no job retried more often than before."},
    {Every, "next-error-tracking", "Check error tracking", next, phoenix, should, after, confirm,
     "New kinds of errors since the release."},
    {Every, "next-status-page", "Update the status page", next, phoenix, should, after, confirm,
     "If the release was announced there."},
    {Every, "next-ticket", "Close the release ticket", next, phoenix, should, after, confirm,
     "With a link to the report."},

    {Every, "issues-identify", "Identify the issue immediately", wrong, deployment, should, issues, confirm,
     "Which number went bad first, and on which host?"},
    {Every, "issues-rollback", "Roll back if critical", wrong, deployment, should, issues, confirm,
     "Errors above 5 %, wrong data, a security hole, or half as slow again: roll back first, understand later."},
    {Every, "issues-root-cause", "Investigate the root cause", wrong, deployment, should, issues, confirm,
     "With the logs of the time of the release and the list of changes."},
    {Every, "issues-document", "Document the incident", wrong, deployment, should, issues, confirm,
     "The report has the times; add what people saw and did."},
    {Every, "issues-redeploy", "Plan the fix and deploy again", wrong, deployment, should, issues, confirm,
     "With a test that would have caught it."},
};
// clang-format on

} // namespace

std::span<const AskRow> questions()
{
    return beforeRows;
}

std::span<const AskRow> laterQuestions()
{
    return laterRows;
}

} // namespace belay::checklisttable
