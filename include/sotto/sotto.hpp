#pragma once

/// Everything a program needs to record telemetry and traces. Each part also stands alone.

#include <sotto/baggage.hpp>
#include <sotto/chat_completion.hpp>
#include <sotto/collector.hpp>
#include <sotto/config.hpp>
#include <sotto/consent.hpp>
#include <sotto/context.hpp>
#include <sotto/coroutine.hpp>
#include <sotto/observe.hpp>
#include <sotto/provider.hpp>
#include <sotto/result.hpp>
#include <sotto/score.hpp>
#include <sotto/session.hpp>
#include <sotto/telemetry.hpp>
#include <sotto/tracing.hpp>
