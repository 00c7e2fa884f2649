# SPDX-License-Identifier: GPL-3.0-or-later
# Every compile and link choice of the project, in one INTERFACE target.
add_library(belay_policy INTERFACE)
target_compile_features(belay_policy INTERFACE cxx_std_20)
target_include_directories(belay_policy INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(belay_policy INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS
    QT_USE_QSTRINGBUILDER QT_NO_URL_CAST_FROM_STRING
    BELAY_VERSION="${PROJECT_VERSION}")
if(MSVC)
    target_compile_options(belay_policy INTERFACE /W4 /permissive- /utf-8)
else()
    target_compile_options(belay_policy INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
        -Wformat=2 -Werror=format-security -fstack-protector-strong)
    # Hardening needs optimisation; a debug build would only warn about it.
    target_compile_options(belay_policy INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS>)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        target_compile_options(belay_policy INTERFACE -fstack-clash-protection)
        target_link_options(belay_policy INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
    endif()
endif()
if(BELAY_WERROR)
    target_compile_options(belay_policy INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()
if(BELAY_SANITIZE)
    target_compile_options(belay_policy INTERFACE -fsanitize=${BELAY_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(belay_policy INTERFACE -fsanitize=${BELAY_SANITIZE})
endif()
