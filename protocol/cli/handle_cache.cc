#include "protocol/cli/handle_cache.h"

#include <algorithm>
#include <span>

namespace earmark::cli {
namespace {

constexpr std::size_t kNamesRemembered = 2'000'000;

}  // namespace

Status HandleCache::learn(std::vector<std::string_view> names) {
    if (known_.size() > kNamesRemembered) known_.clear();
    std::erase_if(names, [&](std::string_view name) { return known_.contains(name); });
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (std::size_t first = 0; first < names.size(); first += protocol::kNamesPerRequest) {
        const auto some = std::span(names).subspan(
            first, std::min(protocol::kNamesPerRequest, names.size() - first)
        );
        const auto reply = client_.resolve(kind_, some);
        if (!reply) return reply.error();
        for (std::size_t i = 0; i < some.size(); ++i)
            known_.emplace(some[i], reply->resolved[i]);
    }
    return Done{};
}

ResolvedName HandleCache::of(std::string_view name) const {
    const auto found = known_.find(name);
    return found == known_.end() ? ResolvedName{} : found->second;
}

}  // namespace earmark::cli
