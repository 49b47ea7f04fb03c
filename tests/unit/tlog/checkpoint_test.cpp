// SPDX-License-Identifier: Apache-2.0
#include "tlog/checkpoint.h"

#include <gtest/gtest.h>

#include "log_cases.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kEmptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

std::string text_of(std::string_view size, std::string_view rest = "") {
  return "example.com/log\n" + std::string(size) + "\n" + std::string(kEmptyRoot) + "\n" +
         std::string(rest);
}

// A checkpoint of Sigstore's staging log with three witnesses, of 13 May 2026.
constexpr std::string_view kSigstore =
    "log2025-alpha3.rekor.sigstage.dev\n4026479\n5iaX4xK6PMnp4ZFTP4iywMcwLgaTjzgRTkrTOUFIrfY=\n\n"
    "— log2025-alpha3.rekor.sigstage.dev "
    "09OnDHwVrKeXjBYQ4NJ5EoENdtpBwZcV3X8n+cAZFIk+8LBPKEpZcKqoN2CfjGw0zlQwt+U2pLt5UyYEFv+STPHPmQg=\n"
    "— witness.stagemole.eu "
    "Z/"
    "euoAAAAABqBM+21mV7JbHwWmLP20ZSpNWneHMkITOPopt+Vj1MoJSILqOIPpx93pbRfA0U+Eq5IiJjEUhG1JwGhPCJEUT5"
    "yDcFDg==\n"
    "— staging.witness.transparency.goog/ring-any-bells "
    "LhqNyQAAAABqBM+2Ob9EtpF9h6IUMXc/LTRkkXiNAgbbohBxHekby1oASdDtPLkgZLmBHH73DF25f2L8xGgp/"
    "qVwoZK5thKX"
    "c6XnCw==\n"
    "— witness.navigli.sunlight.geomys.org "
    "o+AP4gAAAABqBM+2NoYlK4g3lkC5QltDB6f2F9U8yF6+8kXKjLKHAYvSDJ3u5dZufSU3bz+AtJMdOoMixoFJBkQ397WY/"
    "mE0"
    "i9tlCg==\n";

TEST(Checkpoint, RealOneHoldsWithItsWitnesses) {
  std::vector<NoteKey> keys;
  for (const char* key :
       {"log2025-alpha3.rekor.sigstage.dev+d3d3a70c+AZQ93VXPMmj9uZj7U/7CefQ9yy8RgYFv6mKzOseipjqp",
        "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
        "staging.witness.transparency.goog/ring-any-bells+2e1a8dc9+"
        "BG5JTpLc3FJtwzgh1Uv+Qelz9qeOH2bfWjS1s0s+y4rL",
        "witness.navigli.sunlight.geomys.org+a3e00fe2+"
        "BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G"}) {
    keys.push_back(NoteKey::parse(key).value());
  }
  const auto verified = verify_note(SignedNote::parse(kSigstore).value(), keys).value();
  ASSERT_EQ(verified.size(), 4U);
  EXPECT_EQ(verified[0].seconds, 0U);
  EXPECT_EQ(verified[3].seconds, 1'778'700'214U);
  EXPECT_EQ(open_checkpoint(kSigstore, keys).value().head.size, 4'026'479U);
  keys.erase(keys.begin());
  EXPECT_EQ(open_checkpoint(kSigstore, keys).error().text(),
            "checkpoint of the log 'log2025-alpha3.rekor.sigstage.dev', which is not known");
}

// FiloSottile/sunlight, a cosignature beside a signature of a type that we do not know.
TEST(Checkpoint, CosignatureBesideAnotherTypeHolds) {
  const NoteKey witness =
      NoteKey::parse("witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN")
          .value();
  const SignedNote note =
      SignedNote::parse(
          "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n\n"
          "— rome2026h1.example.org "
          "kVB1JgAAAZtxtEwABAMARzBFAiEAi+mTa2xjL1IdWpH82OeciGsGvwRAP+f1WkfKaSZCfFECIHoNPZ/Q3y6UNzvK"
          "OO9cuLr6V16vPNfhwhle9f6r5H/Z\n"
          "— witness.example.org "
          "uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGT"
          "LIqAVusneCBmBw==\n")
          .value();
  EXPECT_EQ(verify_note(note, {&witness, 1}).value()[0].seconds, 1'767'139'200U);
}

TEST(Checkpoint, TextOfParseIsIdentity) {
  for (const std::string& text :
       {text_of("0"), text_of("9223372036854775807"), text_of("1", "one\ntwo\n")}) {
    EXPECT_EQ(Checkpoint::parse(text).value().text(), text);
  }
}

TEST(Checkpoint, EachFaultIsRefused) {
  for (const char* size : {"", "-1", "+1", "01", "1 ", "0x1", "1.0"}) {
    EXPECT_EQ(Checkpoint::parse(text_of(size)).error().code(), ErrorCode::Invalid) << size;
  }
  EXPECT_EQ(Checkpoint::parse(text_of("9223372036854775808")).error().code(), ErrorCode::Limit);
  EXPECT_EQ(Checkpoint::parse("log\n1\n").error().text(), "checkpoint of 2 lines; it needs three");
  EXPECT_EQ(Checkpoint::parse("log\n1\nAAAA\n").error().text(), "hash of 3 bytes, not of 32");
  EXPECT_EQ(Checkpoint::parse("\n1\nAAAA\n").error().text(), "checkpoint with an empty line");
  EXPECT_EQ(Checkpoint::parse(text_of("1", "\n")).error().text(), "checkpoint with an empty line");
  EXPECT_FALSE(Checkpoint::parse("log\n1\n" + std::string(kEmptyRoot)));
  std::string lines;
  for (std::size_t i = 0; i < kExtensionLinesMax; ++i) lines += "x\n";
  EXPECT_TRUE(Checkpoint::parse(text_of("1", lines)));
  EXPECT_EQ(Checkpoint::parse(text_of("1", lines + "x\n")).error().code(), ErrorCode::Limit);
  EXPECT_EQ(Checkpoint::parse(std::string(kOriginBytesMax + 1, 'x') + "\n1\nAAAA\n").error().code(),
            ErrorCode::Limit);
}

// transparency-dev/tessera's log of 15 entries: Ed25519 gives the same bytes for the same text.
TEST(Checkpoint, PublishedOnesAreSignedByteForByte) {
  const NoteSigner signer = tessera_signer();
  for (int size = 0; size <= 15; ++size) {
    const std::string note =
        read_all(trust_data() / "tessera_log" / ("checkpoint." + std::to_string(size)));
    const Checkpoint checkpoint = open_checkpoint(note, {&signer.key(), 1}).value();
    EXPECT_EQ(checkpoint.head.size, static_cast<std::uint64_t>(size));
    EXPECT_EQ(sign_checkpoint(checkpoint, signer), note);
  }
}

}  // namespace
}  // namespace tiles::tlog
