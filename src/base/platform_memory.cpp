// SPDX-License-Identifier: Apache-2.0
#include "base/platform_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#if defined(__APPLE__)
#include <mach/mach.h>
#include <sys/sysctl.h>
#endif

namespace tiles {

#if defined(__APPLE__)

std::uint64_t available_memory_bytes() {
  vm_statistics64_data_t statistics{};
  mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
  if (host_statistics64(mach_host_self(), HOST_VM_INFO64,
                        reinterpret_cast<host_info64_t>(&statistics), &count) != KERN_SUCCESS) {
    return 0;
  }
  const std::uint64_t pages =
      std::uint64_t{statistics.free_count} + statistics.inactive_count + statistics.purgeable_count;
  return pages * vm_kernel_page_size;
}

std::uint64_t total_memory_bytes() {
  std::uint64_t bytes = 0;
  std::size_t size = sizeof bytes;
  return sysctlbyname("hw.memsize", &bytes, &size, nullptr, 0) == 0 ? bytes : 0;
}

int physical_core_count() {
  int count = 0;
  std::size_t size = sizeof count;
  if (sysctlbyname("hw.physicalcpu", &count, &size, nullptr, 0) != 0) count = 0;
  return std::max(count, 1);
}

#else

namespace {

// The first number of a file; the largest value when there is none ("max", no such file).
std::uint64_t number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value ? value : std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t of_machine(std::string_view wanted) {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::uint64_t kibibytes = 0;
  std::string unit;
  while (file >> key >> kibibytes) {
    if (key == wanted) return kibibytes * 1024;
    std::getline(file, unit);
  }
  return 0;
}

// Control groups, version 2: the process sees its own group at the root of a container.
std::uint64_t free_of_group() {
  const std::uint64_t limit = number_in("/sys/fs/cgroup/memory.max");
  const std::uint64_t used = number_in("/sys/fs/cgroup/memory.current");
  if (limit == std::numeric_limits<std::uint64_t>::max()) return limit;
  return used < limit ? limit - used : 0;
}

}  // namespace

std::uint64_t available_memory_bytes() {
  return std::min(of_machine("MemAvailable:"), free_of_group());
}

std::uint64_t total_memory_bytes() {
  return std::min(of_machine("MemTotal:"), number_in("/sys/fs/cgroup/memory.max"));
}

int physical_core_count() {
  std::set<std::string> cores;
  const unsigned logical = std::max(std::thread::hardware_concurrency(), 1u);
  for (unsigned cpu = 0; cpu < logical; ++cpu) {
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                       "/topology/thread_siblings");
    std::string siblings;
    if (!(file >> siblings)) return static_cast<int>(logical);
    cores.insert(siblings);
  }
  return static_cast<int>(cores.size());
}

#endif

}  // namespace tiles
