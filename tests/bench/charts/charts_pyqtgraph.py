# SPDX-License-Identifier: GPL-3.0-or-later
# What charts_bench measures, of pyqtgraph: twelve charts of ten series with ten thousand points, ten times a second.
import math
import sys
import time

import numpy
from PyQt5 import QtCore, QtWidgets
import pyqtgraph

CHARTS, SERIES, HELD, TICK_MS = 12, 10, 10_000, 100
seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10


def values(c, s, i):
    wave = numpy.sin(i * 0.002 + c + s * 0.7)
    return 200.0 + 30.0 * wave + 6.0 * numpy.sin(i * (s + 3) * 1.7) + (i % 4999 == s * 37) * 80.0


app = QtWidgets.QApplication([])
pyqtgraph.setConfigOptions(antialias=False)
window = pyqtgraph.GraphicsLayoutWidget()
window.resize(1600, 1000)
curves, data = [], []
for c in range(CHARTS):
    plot = window.addPlot(row=c // 4, col=c % 4)
    plot.setYRange(0, 350)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    for s in range(SERIES):
        curves.append(plot.plot(pen=pyqtgraph.mkPen("b", width=1)))
        data.append(values(c, s, numpy.arange(HELD)))
window.show()
frames, since, counting, step = [], 0.0, False, HELD


def waits():
    global since
    now = time.thread_time()
    if counting:
        frames.append((now - since) * 1e3)
    since = now


def tick():
    global step
    times = numpy.arange(step - HELD + 1, step + 1) * TICK_MS
    for number, curve in enumerate(curves):
        line = data[number]
        line[:-1] = line[1:]
        line[-1] = values(number // SERIES, number % SERIES, numpy.float64(step))
        curve.setData(times, line)
    step += 1


def begin():
    global counting
    counting = True
    frames.clear()


loop = QtCore.QAbstractEventDispatcher.instance()
loop.aboutToBlock.connect(waits)
timer = QtCore.QTimer()
timer.setTimerType(QtCore.Qt.PreciseTimer)
timer.timeout.connect(tick)
timer.start(TICK_MS)
QtCore.QTimer.singleShot(3000, begin)
QtCore.QTimer.singleShot(3000 + seconds * 1000, app.quit)
app.exec_()
frames.sort()
drawn = [ms for ms in frames if ms > 0.2]
most = drawn[(len(drawn) - 1) * 99 // 100] if drawn else 0.0
ticks = min(seconds * 1000.0 / TICK_MS, step - HELD)
print("%-34s %10.2f %10.2f %12.2f" % ("pyqtgraph " + pyqtgraph.__version__, max(frames, default=math.nan), most,
                                     sum(frames) / ticks))
