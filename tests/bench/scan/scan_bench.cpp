// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a large repository is scanned, and in how much memory. Started by tests/bench/scan/scan:
//   scan_bench make FOLDER FILES MEGABYTES   writes a repository of realistic text, the same every time
//   scan_bench scan FOLDER                   scans it once and prints the numbers

#include "app/scan/scan.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTextStream>

#include <array>
#include <cstdint>

#include <sys/resource.h>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A small generator of its own, so that every machine writes the same bytes.
class Numbers
{
public:
    std::uint32_t next(std::uint32_t below)
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::uint32_t>(m_state >> 33) % below;
    }

private:
    std::uint64_t m_state = 42;
};

struct Language
{
    const char *ending;
    std::array<const char *, 8> lines;
};

/// Lines as they stand in sources, the words that rules look for among them.
constexpr Language languages[] = {
    {"ex",
     {"  def create(conn, %{\"order\" => params}) do\n",
      "    with {:ok, order} <- Orders.create(params) do\n", "      |> put_status(:created)\n",
      "    token = Phoenix.Token.sign(conn, \"user auth\", user.id)\n", "  end\n\n",
      "  # Explains why the order is kept for a week\n",
      "    Logger.info(\"order created\", order_id: order.id)\n",
      "    field :hashed_password, :string, redact: true\n"}},
    {"ts",
     {"export async function load(id: string): Promise<Order> {\n",
      "  const response = await fetch(`/api/orders/${id}`);\n",
      "  if (!response.ok) throw new Error(await response.text());\n", "  return response.json();\n}\n\n",
      "  const token = session.token;\n", "  // keeps the list sorted by date\n",
      "interface Props { order: Order; }\n", "  const password = form.get(\"password\");\n"}},
    {"py",
     {"def total(items):\n", "    return sum(item.price * item.count for item in items)\n\n",
      "class Order(Model):\n", "    created = DateTimeField(auto_now_add=True)\n",
      "    # rounding is the caller's business\n", "    api_key = settings.API_KEY\n",
      "        raise ValueError(\"no such order\")\n", "import logging\n"}},
    {"md",
     {"The order is kept until it is paid.\n", "\n", "## How it works\n\n", "- first, the cart is counted\n",
      "Set `DATABASE_URL` before you start it.\n", "See [the guide](https://example.com/guide) for more.\n",
      "It needs a token from the settings page.\n", "```sh\nmix test\n```\n"}},
    {"json",
     {"  {\"id\": 10423, \"name\": \"Tea\", \"price\": \"3.20\"},\n", "  \"description\": \"A cup, blue\",\n",
      "  \"tags\": [\"a\", \"b\"],\n", "  \"count\": 12,\n", "  \"created\": \"2026-03-01T12:00:00Z\",\n",
      "  \"weight\": 0.25,\n", "  \"active\": true,\n", "  \"token\": null,\n"}},
};

constexpr int plantedEvery = 500;

int make(const QString &root, int files, qint64 megabytes)
{
    Numbers numbers;
    const qint64 each = megabytes * 1'000'000 / files;
    for (int i = 0; i < files; ++i) {
        const Language &language = languages[numbers.next(std::size(languages))];
        const QString folder = root + u"/apps/part%1/lib/area%2"_s.arg(i / 2000).arg(i / 50 % 40);
        if (i % 50 == 0)
            QDir().mkpath(folder);
        // Many small files and a few large ones, as repositories have them.
        const qint64 size =
            i % 20 == 0 ? each * 10 : each / 2 + numbers.next(static_cast<std::uint32_t>(each / 20 + 1));
        QByteArray text;
        while (text.size() < size)
            text += language.lines[numbers.next(8)];
        // One credential in every five hundredth file, put together here so that this source holds none.
        if (i % plantedEvery == 0) {
            text += "key = \"ghp"
                    "_";
            for (int n = 0; n < 36; ++n)
                text += "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[numbers.next(56)];
            text += "\"\n";
        }
        QFile file(folder + u"/file%1.%2"_s.arg(i).arg(QLatin1StringView(language.ending)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return 1;
    }
    return 0;
}

int scanOnce(const QString &root)
{
    QElapsedTimer timer;
    timer.start();
    qint64 told = 0;
    const auto count = [&told](const scan::ScanProgress &) { ++told; };
    const auto report = scan::scanRepository(root, {}, count, CancelToken());
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (!report)
        return 1;
    struct rusage used = {};
    getrusage(RUSAGE_SELF, &used);
    QTextStream(stdout)
        << u"belay scan: %1 s, %2 files, %3 MB, %4 findings, %5 MB resident at most, %6 progress calls\n"_s
               .arg(seconds, 0, 'f', 2)
               .arg(report->files)
               .arg(report->bytes / 1'000'000)
               .arg(report->findings.size())
               .arg(used.ru_maxrss / 1000)
               .arg(told);
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == "make"_L1 && words.size() == 5)
        return make(words[2], words[3].toInt(), words[4].toLongLong());
    if (words.value(1) == "scan"_L1 && words.size() == 3)
        return scanOnce(words[2]);
    return 2;
}
