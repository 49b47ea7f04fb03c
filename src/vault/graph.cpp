// SPDX-License-Identifier: Apache-2.0
#include "vault/graph.h"

#include <map>
#include <utility>
#include <vector>

#include "vault/vault.h"

namespace tiles::vault {
namespace {

struct Node {
  std::string title;
  bool missing = false;
};

struct Edge {
  std::string from;
  std::string to;
  std::uint32_t line = 0;
};

struct Graph {
  std::map<std::string, Node> nodes;  // By path, or by target where the note is missing.
  std::vector<Edge> edges;
};

Result<Graph> graph_of(Vault& vault) {
  TILES_CHECK(vault.index().refresh());
  Graph graph;
  for (NoteName& note : TILES_TRY(vault.index().names())) {
    graph.nodes[note.path] = {std::move(note.title)};
  }
  for (IndexedLink& link : TILES_TRY(vault.index().links(""))) {
    const std::string to = link.resolved.empty() ? link.target : link.resolved;
    if (link.resolved.empty()) graph.nodes[to] = {link.target, true};
    if (to != link.from) graph.edges.push_back({std::move(link.from), to, link.line});
  }
  return graph;
}

// A DOT string: only the quote and the backslash are special in it.
std::string dot_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + '"';
}

}  // namespace

Result<std::string> graph_dot(Vault& vault) {
  const Graph graph = TILES_TRY(graph_of(vault));
  std::string dot = "digraph vault {\n";
  for (const auto& [path, node] : graph.nodes) {
    dot += "  " + dot_string(path) + " [label=" + dot_string(node.title) +
           (node.missing ? ", style=dashed" : "") + "];\n";
  }
  for (const Edge& edge : graph.edges) {
    dot += "  " + dot_string(edge.from) + " -> " + dot_string(edge.to) + ";\n";
  }
  return dot + "}\n";
}

Result<Json> graph_json(Vault& vault) {
  const Graph graph = TILES_TRY(graph_of(vault));
  Json nodes = Json::array();
  for (const auto& [path, node] : graph.nodes) {
    nodes.push_back({{"path", path}, {"title", node.title}, {"missing", node.missing}});
  }
  Json edges = Json::array();
  for (const Edge& edge : graph.edges) {
    edges.push_back({{"from", edge.from}, {"to", edge.to}, {"line", edge.line}});
  }
  return Json{{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

}  // namespace tiles::vault
