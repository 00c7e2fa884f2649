// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

using namespace Qt::Literals::StringLiterals;

// A static library's resources are only linked in when someone names them.
static void initTranslations()
{
    Q_INIT_RESOURCE(belay_translations);
}

namespace belay {

bool installLanguage(QCoreApplication &app, const QLocale &locale)
{
    initTranslations();
    auto *own = new QTranslator(&app);
    const bool known = own->load(locale, u"belay"_s, u"_"_s, u":/belay/translations"_s);
    if (!known && !own->load(u":/belay/translations/belay_en.qm"_s)) {
        delete own;
        return false;
    }
    // Qt's buttons in another language than ours would be worse than English ones.
    auto *qt = new QTranslator(&app);
    if (known && qt->load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    else
        delete qt;
    QCoreApplication::installTranslator(own);
    return known;
}

} // namespace belay
