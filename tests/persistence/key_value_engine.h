// The smallest engine that can be logged, saved and recovered: numbers by key.
#pragma once

#include "engine/base/result.h"
#include "engine/state_image.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace earmark::persistence {

struct KeyValueChange {
    std::uint32_t key;
    std::uint32_t zero;
    std::uint64_t value;
};

class KeyValueEngine : public StateImageSource, public StateImageTarget {
  public:
    struct Entry {
        std::uint64_t value = 0;
        Lsn lsn = 0;
        friend bool operator==(const Entry&, const Entry&) = default;
    };
    using Contents = std::map<std::uint32_t, Entry>;

    /// A record; `padding` zero bytes make it longer.
    static std::vector<std::byte> encode(KeyValueChange change, std::size_t padding = 0);

    void apply(Lsn lsn, KeyValueChange change);

    std::size_t image_parts() const override { return kParts; }
    Status write_image(std::size_t part, StateImageSink& sink) const override;
    Status read_image(std::span<const std::byte> chunk) override;
    Status replay(
        Lsn lsn, std::span<const std::byte> record, std::size_t worker, std::size_t workers
    ) override;

    Contents contents() const;

    static constexpr std::size_t kParts = 40;

  private:
    struct Part {
        mutable std::mutex mutex;
        Contents entries;
    };
    std::array<Part, kParts> parts_;
};

}  // namespace earmark::persistence
