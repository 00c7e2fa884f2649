<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In lists and logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open project file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask every host again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Main button of this screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy plan as commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All actions of the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Focus the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose metric 1 to 9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart or table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the crosshair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole time again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of normal size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Belay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last answer back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wall: full screen, larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run all again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin and help of the item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output of the item, large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the reason for a waiver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In an incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All metrics, or the chosen one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick or run the item; play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow, or stand still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose several lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the lines that are seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier, later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm a waiver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back, or stop the item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all that run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IncidentPage</name>
    <message>
        <source>Identify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Communicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Execute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot run here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not proven</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not rolled back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live, roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live, no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeChart</name>
    <message>
        <source>no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 canary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no data yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollback trigger %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n events</source>
        <comment>on a chart, too close to name</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 yesterday at this hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 last week</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay</name>
    <message>
        <source>before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>roll back at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P1 bug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data corruption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Performance degradation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database failing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What kind of trouble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connection lost %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no data since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collecting the first samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collecting. The first verdict comes with the next samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collecting. First verdict in %1 (%2 samples).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collecting. First verdict in %1 (%2 of %3 samples).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough data — %1 has not answered for %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough data — %1 has sent no number for %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked %1 times since %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, again in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watching %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watching %1 of %2; you may close the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the metrics page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the watch is over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling back to %1: %2 of %3 hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back to %1. Whether it has helped is being measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovered — %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back to %1. Not enough data — %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back to %1, and it has not helped — %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, being asked now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>info</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>debug</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::AboutBox</name>
    <message>
        <source>About Belay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A release dashboard: check, deploy, watch, roll back. Free software under the GNU General Public License, version 3 or any later version, without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::AskText</name>
    <message>
        <source>At least %1 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter: %1 · Esc cancels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ChartPicture</name>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ChartTableModel</name>
    <message>
        <source>no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From release</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::CheckDetail</name>
    <message>
        <source>Runs: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Belay looks by itself: at files, git, hosts or the history.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Belay collects what speaks for it; whether it is done is your answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note or reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W writes the reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>should pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an item to see what it asks, its output, and what can be done about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason, to waive this item (at least %1 characters)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text is needed here, for example a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note, or the reason for a waiver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C: confirms the waiver, as the second person</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ChecklistDelegate</name>
    <message>
        <source> (should)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ChecklistStep</name>
    <message>
        <source>Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 settled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 failing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 waived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every must-pass item is settled. Make the plan first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every must-pass item is settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has to be settled before this release.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+F5: also what has passed already. Answers of people stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the project file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No release is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checklist belongs to a release of a project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This project has no checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a profile in its project file (phoenix, node or generic), or items of your own under &quot;checklist&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every item of the checklist is settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Titles, ids, commands, origins and results are searched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Esc stops all, Esc the chosen item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who confirms the waiver of &quot;%1&quot;?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was given by %1. A second person confirms it with their name; leave it empty when this account is yours. Belay writes down who said so, it cannot prove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm waiver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 must-pass item is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must-pass items are open.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::DeployStep</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishes the running step and starts no new one; what was begun is undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts and steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been deployed here yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploys are held: %1. Unlock the environment on the Targets page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the plan first: it shows exactly what will happen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Deploy to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing what was begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy %1 with an open checklist?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open must-pass items: %1. The reason is kept in the history and printed in the report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy %1 anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy when unlocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else holds a lock. Waits up to an hour until it is free, then deploys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must-pass items of the checklist are open. Settle them, or press Deploy and give a reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is ready to go to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is being deployed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undoing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for a lock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::DesktopNotifications</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::DesktopWindow</name>
    <message>
        <source>%1 asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is on the clipboard as a shell script.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Belay projects (belay.json *.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open project file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back %1 in %2…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run is being stopped and what it has begun is undone. Close again when it has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 hosts, step %3 of %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing what was begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 in %3 was watched for %4: %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there was no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n release(s) watched</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Closing ends the watching (%1). Close again to end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 in %3 is watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program here opens %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 in %3 is watched until it is decided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 in %3 is back and watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rollback of %1 in %2 has not helped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2 has recovered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An automatic rollback was counting down when Belay stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::DialogBase</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::EnvironmentRibbon</name>
    <message>
        <source>SANDBOX</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ErrorKindDelegate</name>
    <message>
        <source>once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::FailureCard</name>
    <message>
        <source>&amp;Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;kip %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll &amp;back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop &amp;here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the step is retried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the host is skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is rolled back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the run stops here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A step failed. What now?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it happened is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Tried %n times.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>In %1 without an answer %2</source>
        <comment>time, what happens then</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::HealthStrip</name>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The logs of these hosts, since the deployment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health of the hosts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::HealthStripDelegate</name>
    <message>
        <source>keeps crashing (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 restarts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 new error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 new errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no health check</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::HistoryPage</name>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: words, env: service: status: version: by: since:7d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Past runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy something; every step of it will be found here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts and steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as handled…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the run as handled?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No end was recorded for it. Say how it was settled; the reason is kept in the history. Its lock on the hosts, if there is one, stays until you unlock the environment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as handled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md);;Web page (*.html);;PDF (*.pdf);;Data (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 in %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No end was recorded: it is still going on, or was interrupted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs match &apos;%1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plays the run again, as it was seen then: verdict, chart and timeline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watched</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::HostKeyDialog</name>
    <message>
        <source>%1 is new to this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the fingerprint with the one the server shows. If they differ, someone may be in between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the server&apos;s fingerprint here to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust and save to known_hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fingerprints are the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fingerprints differ. Do not trust this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::IncidentClock</name>
    <message>
        <source>%1 k</source>
        <comment>thousands</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>millions</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since it began</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests failed, not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests failed at least, %1 more each minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests failed at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a rollback takes about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a rollback takes about, %1 more fail meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a rollback takes, not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the way back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from its beginning until it was back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests failed at least until it was back, %1 more since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests failed at least until it was back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back on the release before since then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back on %1 since then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring</source>
        <comment>the recovery</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether the rollback has helped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed by the numbers since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not helped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the numbers are still bad: the cause lies elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it has helped, for lack of data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::IncidentPage</name>
    <message>
        <source>What is wrong, since when, and for whom.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others know: the team, support, the status page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back, or put right what is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers are as before, and people say so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened is written down, with what is to be done about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an incident…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I lead this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is over…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likely cause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Told others…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Belay opens one when a release crosses its rollback trigger. Open one yourself when people report an outage, wrong data or a security problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody leads it yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>led by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>took %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is over: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was seen?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It begins the timeline and the report, for example: customers cannot pay since 14:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What were others told, and where?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is written into the timeline, and Communicate counts as done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is written into the timeline with your name and the time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How did it end?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example: rolled back, error rate as before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md);;Web page (*.html);;Data (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 hosts are back on %3. Still on %4: %5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether %1 in %2 has an incident is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::JobStrip</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What runs now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::LogPage</name>
    <message>
        <source>Logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: words, -without, &quot;as it stands&quot;, /regex/, is:new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in the logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Info and worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of all hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the project file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust this project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project, and the logs of its hosts are followed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This project is not trusted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its hosts are asked for their logs once you trust the project file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names no logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say in the project file, under environments.%1, where the hosts keep them, for example %2. &quot;unit&quot; names a unit of systemd instead, &quot;container&quot; a container.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log of %1 holds a debug line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log of %1 holds %2 debug lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They may name people and secrets; raise the level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not every log is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the log is not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands still, so that you can read (F).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows new lines as they come (F).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the log of %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the logs of %1 hosts …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No line yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>searching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 older ones given up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::LogSide</name>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a line to see its fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New since the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors that are new since the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When this environment was deployed is not known here, so nothing can be called new.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No error of a new kind since %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There were no lines from before the deployment to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the line does not say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::LogView</name>
    <message>
        <source>Copy this line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy what is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 new lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the newest line and follows (F).</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n lines chosen</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %n lines</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::MainWindow</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project %1. Switch project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::MonitorStep</name>
    <message>
        <source>Nothing to watch yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a deployment its numbers are drawn here, before dashed and after solid. Name the metrics of this environment in the project file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back to %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic rollback in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 live everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All numbers beside each other, or the chosen one (A).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the source of the numbers now, not at the next round.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::OutputView</name>
    <message>
        <source>Find in the output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the whole output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust this project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No services yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sandbox: a real release on this computer in a minute; nothing leaves it. Or open a project file of your own; `belay init` writes one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Services and environments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployment frequency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change fail rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovery time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of the last 12 weeks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of %1 deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median, last 12 weeks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This project is not trusted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 can run commands on this computer and on its hosts. It is shown, and nothing of it runs, until you trust it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy here…	D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back…	R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the hosts again	F5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployments, rollbacks and checks appear here as they happen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change lead time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rework rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 deployments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no commit times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to recover from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next for %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::Palette</name>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches. Try fewer letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::PhaseList</name>
    <message>
        <source>During the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If there are issues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::PlanStep</name>
    <message>
        <source>rolling, %1 groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all hosts at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found out when planning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exactly what will happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing planned yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No service chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project, or try the sandbox, on the Overview.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the version and press Plan: the hosts are asked, and nothing is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is not trusted: no host was asked, and this plan is for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploys are held: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way back today: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ReleasePage</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ReplayView</name>
    <message>
        <source>Leave the replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moment of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1×</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 times as fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay of %1 %2 in %3, %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was seen then, as it was seen. Nothing here acts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1   %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ReportStep</name>
    <message>
        <source>Deployment Validation Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No report yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is written by itself when the run has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (*.md);;Web page (*.html);;PDF (*.pdf);;Data (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::RollbackDialog</name>
    <message>
        <source>Roll back %1 in %2 to %3?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2 cannot be rolled back now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> in about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traffic returns to %1%2. The release files are already on every host; nothing is uploaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason (goes into the history and the report)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter rolls back · Esc cancels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, live for %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version to return to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deploys of %1 are held until someone unlocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>health check on %1 hosts; deploys of %2 are held until someone unlocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database changes and the hosts&apos; own settings stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ShortcutsHelp</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single letters work when no text field has the focus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::Skeleton</name>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::SmallMultiples</name>
    <message>
        <source>no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, was %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::TargetsPage</name>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock environment…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hosts yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts come from the project file&apos;s environments. Open a project on the Overview.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (bad)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Releases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the connection works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the connection fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock %1 of %2?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Unlocking lets deploys pass again and removes the lock that is there now. If someone else&apos;s run is still going on, two runs would then change the same hosts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::TimeChart</name>
    <message>
        <source>Values of the chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as table (Alt+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as chart (Alt+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture (Ctrl+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::ToastStack</name>
    <message>
        <source>Close message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::Tray</name>
    <message>
        <source>Open Belay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop watching and quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>belay::WayBackCard</name>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, live for %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>migrations of this release: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database and the hosts&apos; own settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back to %1   about %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling back: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic rollback in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back. Verify that it is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the hosts whether they can go back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acts at once on every host (Ctrl+Shift+R).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands before what was seen, in the history and the report of the rollback.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic rollback in %1. At zero every host returns to %2, and deploys are held.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was counting down when Belay stopped: decide.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
