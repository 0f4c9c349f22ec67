// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtTest>

#include "core/api/error.h"

/// Fails unless `expression` throws core::Error with this code.
#define SYPER_REFUSES(expression, wantedCode)                                              \
    do {                                                                                   \
        bool refused = false;                                                              \
        try {                                                                              \
            (void)(expression);                                                            \
        } catch (const ::syper::core::Error& error) {                                      \
            refused = true;                                                                \
            QVERIFY2(error.code() == (wantedCode), error.what());                          \
            QVERIFY2(!QByteArray(error.what()).contains('\n'), error.what());              \
        }                                                                                  \
        QVERIFY2(refused, #expression " did not throw");                                   \
    } while (false)
