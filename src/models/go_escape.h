// SPDX-License-Identifier: Apache-2.0
// The escapes of text/template's html, js and urlquery, and of encoding/json.
#pragma once

#include <string>
#include <string_view>

#include "models/go_value.h"

namespace tiles::models {

std::string escape_html(std::string_view text);
std::string escape_js(std::string_view text);
std::string escape_url_query(std::string_view text);
// As json.Marshal: keys in order, '<', '>' and '&' as \u003c, \u003e, \u0026.
std::string go_json(const GoValue& value);

}  // namespace tiles::models
