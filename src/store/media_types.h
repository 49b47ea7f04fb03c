// SPDX-License-Identifier: Apache-2.0
// Media types of manifests, configurations and layers. What each body holds:
// docs/formats/manifest.md.
#pragma once

#include <string_view>

namespace tiles::store::media_type {

// OCI image specification 1.1 and its predecessor.
inline constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kOciEmpty = "application/vnd.oci.empty.v1+json";
inline constexpr std::string_view kDockerList =
    "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kDockerManifest =
    "application/vnd.docker.distribution.manifest.v2+json";

// CNCF ModelPack 0.0.7.
inline constexpr std::string_view kModelManifest = "application/vnd.cncf.model.manifest.v1+json";
inline constexpr std::string_view kModelConfig = "application/vnd.cncf.model.config.v1+json";
inline constexpr std::string_view kWeights = "application/vnd.cncf.model.weight.v1.raw";
inline constexpr std::string_view kWeightsConfig =
    "application/vnd.cncf.model.weight.config.v1.raw";
inline constexpr std::string_view kDocument = "application/vnd.cncf.model.doc.v1.raw";

// Ours, for what ModelPack has no type for.
inline constexpr std::string_view kAdapter = "application/vnd.tiles.model.adapter.v1.raw";
inline constexpr std::string_view kMemoryAdapter = "application/vnd.tiles.model.memory.v1.raw";
inline constexpr std::string_view kDraft = "application/vnd.tiles.model.draft.v1.raw";
inline constexpr std::string_view kProjector = "application/vnd.tiles.model.projector.v1.raw";
inline constexpr std::string_view kParameters = "application/vnd.tiles.model.params.v1+json";
inline constexpr std::string_view kMessages = "application/vnd.tiles.model.messages.v1+json";
inline constexpr std::string_view kRuntime = "application/vnd.tiles.model.runtime.v1+json";
inline constexpr std::string_view kTemplate = "application/vnd.tiles.model.template.v1.txt";
inline constexpr std::string_view kSystem = "application/vnd.tiles.model.system.v1.txt";
inline constexpr std::string_view kLicense = "application/vnd.tiles.model.license.v1.txt";
inline constexpr std::string_view kMir = "application/vnd.tiles.model.mir.v1.txt";

}  // namespace tiles::store::media_type

// Keys of annotations.
namespace tiles::store::annotation {

inline constexpr std::string_view kReferenceName = "org.opencontainers.image.ref.name";
// The commit of a repository that a pulled model is from.
inline constexpr std::string_view kRevision = "org.opencontainers.image.revision";
inline constexpr std::string_view kTitle = "org.opencontainers.image.title";
inline constexpr std::string_view kFilePath = "org.cncf.model.filepath";
inline constexpr std::string_view kScale = "app.tiles.adapter.scale";  // A decimal number.
// In the index alone, never in a manifest: when a name began to mean what it means.
inline constexpr std::string_view kMoved = "app.tiles.moved";
// In the index alone, too: the manifest that this one is about.
inline constexpr std::string_view kSubject = "app.tiles.subject";

}  // namespace tiles::store::annotation
