// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/tray_notices.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#ifdef BELAY_HAS_DBUS
#include "ui/notify/dbus_notices.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QProcess>
#endif

using namespace belay;
using namespace Qt::Literals::StringLiterals;

#ifdef BELAY_HAS_DBUS

/// A notification server as the specification describes it, that keeps what it was told.
class NotificationServer : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint id = 0;
        uint replaced = 0;
        QString title;
        QString text;
        QStringList actions;
        int urgency = -1;
        int timeout = 0;
    };

    QStringList capabilities{u"actions"_s, u"body"_s, u"body-markup"_s};
    QList<Shown> shown;

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint replaces, const QString &, const QString &title, const QString &text,
                const QStringList &actions, const QVariantMap &hints, int timeout)
    {
        const uint id = replaces != 0 ? replaces : ++m_last;
        shown.append({id, replaces, title, text, actions, hints.value(u"urgency"_s).toInt(), timeout});
        return id;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    uint m_last = 6;
};

#endif

class TestDesktopNotices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aNoticeArrivesAsText();
    void theSameKeyReplaces();
    void whatIsChosenComesBack();
    void aServerWithoutMarkupAndActions();
    void withoutAServerNothingHappens();
    void withoutATrayNothingHappens();

private:
#ifdef BELAY_HAS_DBUS
    static DesktopNotice trigger();
    bool isKnown(uint id);
    QProcess m_daemon;
    std::unique_ptr<NotificationServer> m_server;
    std::unique_ptr<DBusNotices> m_notices;
#endif
};

void TestDesktopNotices::init()
{
#ifdef BELAY_HAS_DBUS
    const QString program = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    if (program.isEmpty())
        QSKIP("there is no dbus-daemon on this computer");
    // A bus of our own: nothing reaches the desktop of whoever runs the tests.
    m_daemon.start(program, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(m_daemon.waitForReadyRead(10000));
    const QString address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    QDBusConnection serving = QDBusConnection::connectToBus(address, u"server"_s);
    QDBusConnection asking = QDBusConnection::connectToBus(address, u"client"_s);
    QVERIFY2(serving.isConnected() && asking.isConnected(), qPrintable(address));
    QVERIFY(!DBusNotices::isAvailable(asking));
    m_server = std::make_unique<NotificationServer>();
    QVERIFY(serving.registerObject(u"/org/freedesktop/Notifications"_s, m_server.get(),
                                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(serving.registerService(u"org.freedesktop.Notifications"_s));
    QVERIFY(DBusNotices::isAvailable(asking));
    m_notices = std::make_unique<DBusNotices>(asking);
#else
    QSKIP("built without D-Bus");
#endif
}

void TestDesktopNotices::cleanup()
{
#ifdef BELAY_HAS_DBUS
    m_notices.reset();
    m_server.reset();
    QDBusConnection::disconnectFromBus(u"server"_s);
    QDBusConnection::disconnectFromBus(u"client"_s);
    m_daemon.terminate();
    m_daemon.waitForFinished(5000);
#endif
}

#ifdef BELAY_HAS_DBUS

DesktopNotice TestDesktopNotices::trigger()
{
    return {u"shop/production"_s,
            u"Roll back shop?"_s,
            u"<img src='file:///etc/x'> 5.8 % & more"_s,
            true,
            {{u"open"_s, u"Open"_s}, {u"roll-back"_s, u"Roll back…"_s}}};
}

/// The server's answer has to be back before its number can be used: shown again until it replaces.
bool TestDesktopNotices::isKnown(uint id)
{
    for (int tries = 0; tries < 50; ++tries) {
        const qsizetype before = m_server->shown.size();
        m_notices->show(trigger());
        if (!QTest::qWaitFor([this, before] { return m_server->shown.size() > before; }))
            return false;
        if (m_server->shown.last().replaced == id)
            return true;
    }
    return false;
}

void TestDesktopNotices::aNoticeArrivesAsText()
{
    m_notices->show(trigger());
    QTRY_COMPARE(m_server->shown.size(), 1);
    const NotificationServer::Shown &shown = m_server->shown.first();
    QCOMPARE(shown.title, u"Roll back shop?"_s);
    QVERIFY2(shown.text.startsWith(u"&lt;img src="_s), qPrintable(shown.text));
    QVERIFY(shown.text.endsWith(u"5.8 % &amp; more"_s));
    QCOMPARE(shown.urgency, 2);
    QCOMPARE(shown.timeout, 0);
    QCOMPARE(shown.actions,
             (QStringList{u"default"_s, QString(), u"open"_s, u"Open"_s, u"roll-back"_s, u"Roll back…"_s}));
}

void TestDesktopNotices::theSameKeyReplaces()
{
    m_notices->show(trigger());
    QTRY_COMPARE(m_server->shown.size(), 1);
    DesktopNotice other = trigger();
    other.key = u"api/production"_s;
    other.urgent = false;
    m_notices->show(other);
    QTRY_COMPARE(m_server->shown.size(), 2);
    QCOMPARE(m_server->shown[1].replaced, 0U);
    QCOMPARE(m_server->shown[1].urgency, 1);
    QVERIFY(isKnown(m_server->shown.first().id));
    QCOMPARE(m_server->shown.last().id, m_server->shown.first().id);
}

void TestDesktopNotices::whatIsChosenComesBack()
{
    QSignalSpy chosen(m_notices.get(), &DesktopNotices::chosen);
    m_notices->show(trigger());
    QTRY_COMPARE(m_server->shown.size(), 1);
    const uint id = m_server->shown.first().id;
    QVERIFY(isKnown(id));
    const auto invoke = [this, id](const QString &action) { Q_EMIT m_server->ActionInvoked(id, action); };
    invoke(u"roll-back"_s);
    QTRY_COMPARE(chosen.size(), 1);
    QCOMPARE(chosen.last(), (QVariantList{u"shop/production"_s, u"roll-back"_s}));
    chosen.clear();
    invoke(u"default"_s);
    QTRY_COMPARE(chosen.size(), 1);
    QCOMPARE(chosen.last(), (QVariantList{u"shop/production"_s, QString()}));
    // Another program's notice is none of ours, and one that was closed is gone.
    chosen.clear();
    Q_EMIT m_server->ActionInvoked(id + 1000, u"open"_s);
    Q_EMIT m_server->NotificationClosed(id, 2);
    invoke(u"open"_s);
    QTest::qWait(200);
    QCOMPARE(chosen.size(), 0);
}

void TestDesktopNotices::aServerWithoutMarkupAndActions()
{
    m_server->capabilities = QStringList{u"body"_s};
    DBusNotices plain(QDBusConnection(u"client"_s));
    plain.show(trigger());
    QTRY_COMPARE(m_server->shown.size(), 1);
    QVERIFY(m_server->shown.first().text.startsWith(u"<img src="_s));
    QCOMPARE(m_server->shown.first().actions, QStringList());
}

void TestDesktopNotices::withoutAServerNothingHappens()
{
    m_server.reset();
    QDBusConnection(u"server"_s).unregisterService(u"org.freedesktop.Notifications"_s);
    QVERIFY(!DBusNotices::isAvailable(QDBusConnection(u"client"_s)));
    DBusNotices lonely(QDBusConnection(u"client"_s));
    lonely.show(trigger());
    QTest::qWait(100);
    QVERIFY(!DBusNotices::isAvailable(QDBusConnection(u"nobody"_s)));
}

#else

void TestDesktopNotices::aNoticeArrivesAsText() {}
void TestDesktopNotices::theSameKeyReplaces() {}
void TestDesktopNotices::whatIsChosenComesBack() {}
void TestDesktopNotices::aServerWithoutMarkupAndActions() {}
void TestDesktopNotices::withoutAServerNothingHappens() {}

#endif

void TestDesktopNotices::withoutATrayNothingHappens()
{
    TrayNotices tray;
    QSignalSpy chosen(&tray, &DesktopNotices::chosen);
    tray.show({u"k"_s, u"t"_s, u"x"_s, false, {}});
    QCOMPARE(chosen.size(), 0);
}

QTEST_MAIN(TestDesktopNotices)
#include "tst_desktop_notices.moc"
