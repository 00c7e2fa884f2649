// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay::test {

/// How long a test waits for what is sure to come, in milliseconds. QTRY_VERIFY and QTRY_COMPARE by
/// themselves give up after five seconds, which a busy machine may need for what takes milliseconds
/// otherwise. Only a test that fails waits that long.
constexpr int patienceMs = 30000;

} // namespace belay::test
