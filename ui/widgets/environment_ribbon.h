// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace belay {

/// Where the screen's buttons act: PRODUCTION, STAGING, SANDBOX… Always with its name; the tone follows the
/// name and whether the environment is protected.
class EnvironmentRibbon : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentRibbon(QWidget *parent = nullptr);

    void setEnvironment(const QString &name, bool isProtected, bool isSandbox);
    QString text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_text;
    QString m_icon;
    Tone m_tone = Tone::Neutral;
};

} // namespace belay
