// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target without libFuzzer: every seed file as it is, then mutations of them, always the same,
// until the time is over.   fuzz_… SECONDS SEED_FOLDER

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<Bytes> seedsIn(const char *folder)
{
    std::vector<std::filesystem::path> paths;
    for (const auto &each : std::filesystem::recursive_directory_iterator(folder)) {
        if (each.is_regular_file())
            paths.push_back(each.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Bytes> seeds;
    for (const auto &path : paths) {
        std::ifstream file(path, std::ios::binary);
        Bytes bytes{0};
        bytes.insert(bytes.end(), std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        bytes.resize(std::min(bytes.size(), std::size_t(4000)));
        seeds.push_back(std::move(bytes));
    }
    return seeds;
}

/// Cuts, doubles, swaps in parts of another seed, and plants the characters that parsers care about.
void mutate(Bytes &bytes, const std::vector<Bytes> &seeds, std::mt19937 &random)
{
    static constexpr char telling[] = "\0\n\r\t \"'`\\{}[]()<>|&;:#=@$%-*\xff\xc3";
    const auto below = [&random](std::size_t n) { return n == 0 ? 0 : random() % n; };
    for (std::size_t i = 1 + below(8); i > 0; --i) {
        const auto at = static_cast<std::ptrdiff_t>(below(bytes.size()));
        switch (below(5)) {
        case 0:
            bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(telling[below(sizeof telling)]);
            break;
        case 1:
            bytes.insert(bytes.begin() + at, static_cast<std::uint8_t>(telling[below(sizeof telling)]));
            break;
        case 2:
            bytes.resize(static_cast<std::size_t>(at) + 1);
            break;
        case 3: {
            const Bytes &other = seeds[below(seeds.size())];
            const auto from = static_cast<std::ptrdiff_t>(below(other.size()));
            const auto count = static_cast<std::ptrdiff_t>(
                below(std::min(other.size() - static_cast<std::size_t>(from), std::size_t(200))));
            bytes.insert(bytes.begin() + at, other.begin() + from, other.begin() + from + count);
            break;
        }
        default:
            bytes[0] = static_cast<std::uint8_t>(random());
            break;
        }
    }
    bytes.resize(std::min(bytes.size(), std::size_t(20'000)));
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[1]));
    const std::vector<Bytes> seeds = seedsIn(argv[2]);
    if (seeds.empty())
        return 2;
    std::mt19937 random(20240101);
    long runs = 0;
    for (Bytes seed : seeds) {
        for (std::uint8_t kind = 0; kind < 19; ++kind, ++runs) {
            seed[0] = kind;
            LLVMFuzzerTestOneInput(seed.data(), seed.size());
        }
    }
    while (std::chrono::steady_clock::now() < end) {
        Bytes bytes = seeds[random() % seeds.size()];
        mutate(bytes, seeds, random);
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
        ++runs;
    }
    std::printf("%ld inputs\n", runs);
    return 0;
}
