// SPDX-License-Identifier: Apache-2.0
#include "sandbox/session.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "base/format.h"
#include "unit/sandbox/probe.h"

namespace tiles::sandbox {
namespace {

// echo returns its first argument; fail raises; every call is kept.
class RecordingHost final : public HostFunctions {
 public:
  const std::vector<std::string>& names() const override { return names_; }
  HostAnswer call(const HostCall& call) override {
    calls.push_back(call);
    if (call.name == "fail") return HostAnswer::exception("FileNotFoundError", "no such note");
    if (call.name == "long_text") return HostAnswer::value(std::string(kAnswerBytesMax + 1, 'x'));
    if (call.args.empty()) return HostAnswer::value(Json());
    return HostAnswer::value(call.args[0]);
  }

  std::vector<HostCall> calls;

 private:
  std::vector<std::string> names_{"echo", "fail", "long_text"};
};

class SessionTest : public testing::Test {
 protected:
  Session start(SessionOptions options = {}) {
    auto session = Session::start(std::move(options), host_);
    if (!session) ADD_FAILURE() << session.error().text();
    return *std::move(session);
  }
  // A worker of the sanitizer builds is slow to compute: its limits are met by steps, not by
  // chance.
  static SessionOptions with_processor_time(std::chrono::milliseconds limit) {
    SessionOptions options;
    options.limits.processor_time = limit;
    options.limits.wall_clock = std::chrono::minutes{1};  // On a loaded machine it passes first.
    return options;
  }
  static BlockResult run(Session& session, std::string_view code) {
    auto result = session.run(code);
    if (!result) ADD_FAILURE() << result.error().text();
    return result.value_or(BlockResult{});
  }
  static std::string error_of(const BlockResult& result) {
    return result.error ? result.error->type + ": " + result.error->message : "";
  }

  static std::string type_of(const BlockResult& result) {
    return result.error ? result.error->type : "";
  }

  RecordingHost host_;
};

TEST_F(SessionTest, PrintedTextAndLastValueComeBack) {
  Session session = start();
  const BlockResult result = run(session, "print('a')\n1 + 1");
  EXPECT_EQ(result.stdout_text, "a\n");
  EXPECT_EQ(result.value, "2");
  EXPECT_FALSE(result.error);
}

TEST_F(SessionTest, NoneAsLastValueIsNoValue) {
  Session session = start();
  EXPECT_EQ(run(session, "None").value, std::nullopt);
}

TEST_F(SessionTest, VariablesPersistAcrossBlocks) {
  Session session = start();
  run(session, "x = [1]\ndef twice(n):\n    return n * 2");
  run(session, "x.append(2)");
  EXPECT_EQ(run(session, "twice(x)").value, "[1, 2, 1, 2]");
}

TEST_F(SessionTest, VariablesSetBeforeAnErrorPersist) {
  Session session = start();
  const BlockResult failed = run(session, "x = 41\ny = undefined_name\nz = 1");
  EXPECT_EQ(error_of(failed), "NameError: name 'undefined_name' is not defined");
  EXPECT_EQ(failed.error->line, 2);
  EXPECT_EQ(failed.state, SessionState::Kept);
  EXPECT_EQ(run(session, "x").value, "41");
}

TEST_F(SessionTest, HostCallGetsItsArgumentsAndGivesItsValue) {
  Session session = start();
  EXPECT_EQ(run(session, "echo({'a': [1, 2.5, None, True]}, key='é')").value,
            "{'a': [1, 2.5, None, True]}");
  ASSERT_EQ(host_.calls.size(), 1U);
  EXPECT_EQ(host_.calls[0].kwargs["key"], "é");
}

TEST_F(SessionTest, HostExceptionCanBeCaught) {
  Session session = start();
  const BlockResult result =
      run(session, "try:\n    fail()\nexcept FileNotFoundError as e:\n    print('caught', e)");
  EXPECT_EQ(result.stdout_text, "caught no such note\n");
  EXPECT_FALSE(result.error);
}

TEST_F(SessionTest, HostFunctionsAreBoundAnewBeforeEachBlock) {
  Session session = start();
  EXPECT_EQ(run(session, "echo = lambda text: 'taken'\necho('a')").value, "'taken'");
  EXPECT_EQ(run(session, "echo('a')").value, "'a'");
}

TEST_F(SessionTest, UnknownFunctionIsANameErrorAndNoHostCall) {
  Session session = start();
  EXPECT_EQ(error_of(run(session, "system('id')")), "NameError: name 'system' is not defined");
  EXPECT_TRUE(host_.calls.empty());
}

TEST_F(SessionTest, HostCallsAtTheLimitPassAndPastItEndTheBlockUncaught) {
  SessionOptions options;
  options.limits.host_calls = 3;
  Session session = start(std::move(options));
  EXPECT_FALSE(run(session, "for i in range(3): echo(i)").error);
  host_.calls.clear();
  const BlockResult result = run(session,
                                 "n = 0\nwhile True:\n    try:\n        echo(n)\n        n += 1\n  "
                                 "  except BaseException:\n        pass");
  EXPECT_EQ(error_of(result), "RuntimeError: host call limit of 3 exceeded");
  EXPECT_EQ(host_.calls.size(), 3U);
  EXPECT_EQ(run(session, "n").value, "3");
}

TEST_F(SessionTest, OutputAtTheLimitPassesAndPastItEndsTheBlockUncaught) {
  SessionOptions options;
  options.limits.output_bytes = 1024;
  Session session = start(std::move(options));
  EXPECT_FALSE(run(session, "print('x' * 1023)").error);
  const BlockResult result = run(session,
                                 "while True:\n    try:\n        print('x' * 100)\n    except "
                                 "BaseException:\n        break\necho(1)");
  EXPECT_EQ(error_of(result), "RuntimeError: output limit of 1 KiB exceeded");
  EXPECT_EQ(result.stdout_text.size(), 1024U);
  EXPECT_TRUE(host_.calls.empty());
}

TEST_F(SessionTest, ValueLongerThanTheOutputLimitIsRefused) {
  Session session = start();
  EXPECT_EQ(error_of(run(session, "'x' * 70000")), "RuntimeError: output limit of 64 KiB exceeded");
}

TEST_F(SessionTest, EndlessLoopEndsAtTheProcessorLimitAndIsUndone) {
  Session session = start(with_processor_time(std::chrono::milliseconds{300}));
  run(session, "x = 1\necho(x)");
  const BlockResult result = run(session,
                                 "x = 2\nwhile True:\n    try:\n        while True: pass\n    "
                                 "except BaseException:\n        pass");
  EXPECT_EQ(error_of(result), "TimeoutError: processor time limit of 300 ms exceeded");
  EXPECT_EQ(result.state, SessionState::Restored);
  EXPECT_EQ(run(session, "x").value, "1");
  EXPECT_EQ(host_.calls.size(), 1U) << "replaying asks the host nothing";
}

TEST_F(SessionTest, TimeInHostFunctionsDoesNotCount) {
  class SlowHost final : public HostFunctions {
   public:
    const std::vector<std::string>& names() const override { return names_; }
    HostAnswer call(const HostCall&) override {
      const timespec pause{0, 700'000'000};
      ::nanosleep(&pause, nullptr);
      return HostAnswer::value("slept");
    }

   private:
    std::vector<std::string> names_{"sleep"};
  } slow;
  SessionOptions options;
  options.limits.wall_clock = std::chrono::milliseconds{600};
  auto session = Session::start(std::move(options), slow);
  ASSERT_TRUE(session);
  EXPECT_EQ(run(*session, "sleep()").value, "'slept'");
}

TEST_F(SessionTest, MemoryAtHalfTheLimitPassesAndPastItIsUndone) {
  Session session = start(with_processor_time(std::chrono::milliseconds{20'000}));
  run(session, "kept = 'yes'");
  EXPECT_EQ(run(session, "big = 'x' * (32 << 20)\nlen(big)").value, "33554432");
  const BlockResult result =
      run(session,
          "try:\n    more = ['y' * 1000000 for i in range(100)]\nexcept BaseException:\n    pass");
  EXPECT_EQ(error_of(result), "MemoryError: memory limit of 64 MiB exceeded");
  EXPECT_EQ(result.state, SessionState::Restored);
  EXPECT_EQ(run(session, "kept, len(big)").value, "('yes', 33554432)");
}

TEST_F(SessionTest, DepthAtTheLimitPassesAndPastItIsARecursionError) {
  Session session = start();
  run(session, "def down(n):\n    return 0 if n == 0 else 1 + down(n - 1)");
  EXPECT_EQ(run(session, "down(60)").value, "60");
  EXPECT_EQ(type_of(run(session, "down(65)")), "RecursionError");
}

TEST_F(SessionTest, DeletingAnItemOrASliceWorks) {
  Session session = start();
  EXPECT_EQ(run(session, "d = {'a': 1}\nl = [0, 1, 2, 3]\ndel d['a'], l[0]\ndel l[1:]\nd, l").value,
            "({}, [1])");
  EXPECT_EQ(run(session, "del l[0]").value, std::nullopt) << "a deletion has no value";
  EXPECT_EQ(error_of(run(session, "del l[0]")), "IndexError: list assignment index out of range");
  const BlockResult missing = run(session, "x = 1\ndel d['a']");
  EXPECT_EQ(error_of(missing), "KeyError: 'a'");
  EXPECT_EQ(missing.error->line, 2);
  EXPECT_NE(missing.error->traceback.find("    del d['a']\n"), std::string::npos)
      << missing.error->traceback;
}

TEST_F(SessionTest, DeletingANameIsRefused) {
  Session session = start();
  EXPECT_EQ(error_of(run(session, "print('ran')\nx = 1\ndel x")),
            "NotImplementedError: not supported in the sandbox: the 'del' statement");
}

TEST_F(SessionTest, AwaitOutsideAFunctionIsRefusedBeforeAnythingRuns) {
  Session session = start();
  const BlockResult result = run(session, "echo(1)\ny = await echo(2)");
  EXPECT_EQ(error_of(result), "SyntaxError: 'await' outside function");
  EXPECT_EQ(result.error->line, 2);
  EXPECT_TRUE(host_.calls.empty());
}

TEST_F(SessionTest, ErrorsReadAsInCPython) {
  Session session = start();
  EXPECT_EQ(error_of(run(session, "{}['job']")), "KeyError: 'job'");
  EXPECT_EQ(error_of(run(session, "{}[17]")), "KeyError: 17");
  EXPECT_EQ(error_of(run(session, "{[1]: 2}")), "TypeError: unhashable type: 'list'");
  EXPECT_EQ(error_of(run(session, "if True:\n\nprint(1)")),
            "IndentationError: expected an indented block after 'if' statement on line 1");
  EXPECT_EQ(error_of(run(session, "x = 'abc")),
            "SyntaxError: unterminated string literal (detected at line 1)");
  EXPECT_EQ(error_of(run(session, "import json\njson.loads('{')")).substr(0, 17),
            "JSONDecodeError: ");
}

TEST_F(SessionTest, LongErrorMessagesAreCut) {
  Session session = start();
  EXPECT_EQ(run(session, "raise ValueError('é' * 100000)").error->message.size(), 16384U);
}

TEST_F(SessionTest, MissingPartsOfTheLibraryAreSupplied) {
  Session session = start();
  EXPECT_EQ(run(session, "callable(echo), callable(len), callable(3)").value,
            "(True, True, False)");
  EXPECT_EQ(
      run(session,
          "from textwrap import dedent, indent\ndedent('  a\\n\\n    b'), indent('a\\n', '> ')")
          .value,
      "('a\\n\\n  b', '> a\\n')");
  EXPECT_EQ(run(session, "import string\nstring.digits").value, "'0123456789'");
}

TEST_F(SessionTest, RestartForgetsAllVariables) {
  Session session = start();
  run(session, "x = 1");
  ASSERT_TRUE(session.restart());
  EXPECT_EQ(error_of(run(session, "x")), "NameError: name 'x' is not defined");
}

TEST_F(SessionTest, ClockOfTheCodeStandsAtTheGivenTime) {
  SessionOptions options;
  options.now_s = 1'767'528'000;
  Session session = start(std::move(options));
  EXPECT_EQ(run(session, "from datetime import datetime\ndatetime.now().isoformat()").value,
            "'2026-01-04T12:00:00'");
}

TEST_F(SessionTest, FilesProcessesAndTheEnvironmentAreRefused) {
  Session session = start();
  EXPECT_EQ(type_of(run(session, "open('/etc/passwd')")), "PermissionError");
  EXPECT_EQ(type_of(run(session, "import os\nos.environ")), "PermissionError");
  EXPECT_EQ(type_of(run(session, "import os\nos.system('id')")), "AttributeError");
  EXPECT_EQ(type_of(run(session, "import socket")), "ModuleNotFoundError");
  EXPECT_EQ(type_of(run(session, "import subprocess")), "ModuleNotFoundError");
}

TEST_F(SessionTest, ArgumentTooLargeForTheHostIsATypeError) {
  Session session = start();
  EXPECT_EQ(type_of(run(session, "x = ['ha']\nfor i in range(40): x = [x, x]\necho(x)")),
            "TypeError");
  EXPECT_EQ(type_of(run(session, format("echo('x' * {})", kCallBytesMax + 1))), "TypeError");
  EXPECT_EQ(type_of(run(session, "echo(lambda: 1)")), "TypeError");
  EXPECT_TRUE(host_.calls.empty());
  const std::size_t name_bytes = std::string_view("echo").size();
  const std::string longest = format("len(echo('x' * {}))", kCallBytesMax - name_bytes);
  EXPECT_EQ(run(session, longest).value, std::to_string(kCallBytesMax - name_bytes));
}

TEST_F(SessionTest, BlocksAreReplayedUpToTheirBound) {
  for (const auto& [blocks, state] :
       {std::pair{Session::kBlocksReplayedMax, SessionState::Restored},
        std::pair{Session::kBlocksReplayedMax + 1, SessionState::Emptied}}) {
    Session session = start();
    for (std::size_t i = 0; i < blocks; ++i) run(session, format("x = {}", i));
    EXPECT_EQ(run(session, "'a' * 100000000").state, state) << blocks;
  }
}

TEST_F(SessionTest, AnswerTooLargeForTheCodeIsAMemoryError) {
  Session session = start();
  EXPECT_EQ(error_of(run(session, "long_text()")), "MemoryError: long_text: result too large");
}

TEST_F(SessionTest, BlockAtTheLengthLimitRunsAndPastItIsRefused) {
  Session session = start(with_processor_time(std::chrono::milliseconds{20'000}));
  std::string code(kCodeBytesMax, '#');
  EXPECT_FALSE(run(session, code).error);
  EXPECT_EQ(session.run(code + "#").error().code(), ErrorCode::Limit);
}

TEST_F(SessionTest, BlockThatIsNotUtf8IsRefused) {
  Session session = start();
  EXPECT_EQ(session.run("x = '\xff'").error().code(), ErrorCode::Invalid);
}

TEST_F(SessionTest, MoreNamesThanTheLimitAreRefused) {
  class ManyNames final : public HostFunctions {
   public:
    explicit ManyNames(std::size_t count) : names_(count, "f") {}
    const std::vector<std::string>& names() const override { return names_; }
    HostAnswer call(const HostCall&) override { return HostAnswer::value(Json()); }

   private:
    std::vector<std::string> names_;
  };
  ManyNames at_limit(kNamesMax);
  ManyNames past_limit(kNamesMax + 1);
  EXPECT_TRUE(Session::start({}, at_limit));
  EXPECT_EQ(Session::start({}, past_limit).error().code(), ErrorCode::Limit);
}

TEST_F(SessionTest, ProgramThatIsNoWorkerIsAnError) {
  SessionOptions options;
  options.worker = probe_command("ends");
  const Error ended = Session::start(std::move(options), host_).error();
  EXPECT_EQ(ended.code(), ErrorCode::Io);
  EXPECT_FALSE(ended.text().ends_with(": ")) << ended.text();
  SessionOptions missing;
  missing.worker = {"/nonexistent/program", {}};
  EXPECT_EQ(Session::start(std::move(missing), host_).error().code(), ErrorCode::NotFound);
}

class HostileWorker : public SessionTest, public testing::WithParamInterface<const char*> {};

TEST_P(HostileWorker, EndsTheBlockWithAnError) {
  SessionOptions options;
  options.worker = probe_command(GetParam());
  options.limits.wall_clock = std::chrono::milliseconds{300};
  Session session = start(std::move(options));
  const BlockResult result = run(session, "1");
  ASSERT_TRUE(result.error);
  EXPECT_TRUE(result.error->type == "RuntimeError" || result.error->type == "TimeoutError")
      << error_of(result);
  EXPECT_NE(result.state, SessionState::Kept);
}

INSTANTIATE_TEST_SUITE_P(Session, HostileWorker,
                         testing::Values("silent", "babble", "huge", "answer-to-nothing",
                                         "not-json", "not-utf8", "nested-call", "one-call"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

}  // namespace
}  // namespace tiles::sandbox
