#include "protocol/cli/whatif_picture.h"

#include "engine/base/decimal.h"
#include "protocol/cli/cost_terms.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

namespace earmark::cli {
namespace {

constexpr int kWidth = 900;
constexpr int kLeft = 220;    ///< Where bars begin,
constexpr int kBarMax = 480;  ///< and how long they may be.
constexpr int kBarHeight = 14;
constexpr int kGroupHeight = 2 * kBarHeight + 12;
constexpr int kHeadHeight = 40;
constexpr std::array<const char*, 2> kColours{"#4477aa", "#ee6677"};  // Told apart by all eyes.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One group of bars, one for each side.
struct BarGroup {
    std::string name;
    std::array<double, 2> values{};
    std::array<std::string, 2> texts;
};

/// How many bytes the character at the front has; 0 if these are no character of XML.
std::size_t character_bytes(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' ? 1 : 0;
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
    std::uint32_t code = first & (0x7FU >> bytes);
    for (std::size_t at = 1; at < bytes; ++at) {
        if ((byte(at) & 0xC0U) != 0x80) return 0;
        code = (code << 6U) | (byte(at) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < kLeast[bytes] || is_surrogate || code > 0x10FFFF || code == 0xFFFE || code == 0xFFFF)
        return 0;
    return bytes;
}

class Picture {
  public:
    void text(int x, int y, std::string_view words, std::string_view attributes = {}) {
        body_ << "<text x=\"" << x << "\" y=\"" << y << '"' << (attributes.empty() ? "" : " ")
              << attributes << '>' << xml_text(words) << "</text>\n";
    }

    void bar(int x, int y, int width, std::size_t side) {
        body_ << "<rect x=\"" << x << "\" y=\"" << y << "\" width=\"" << width << "\" height=\""
              << kBarHeight << "\" fill=\"" << kColours[side] << "\"/>\n";
    }

    /// Bars of one scale, under a headline.
    void add(std::string_view headline, const std::vector<BarGroup>& groups) {
        text(20, y_ + 24, headline, "font-size=\"16\" font-weight=\"bold\"");
        y_ += kHeadHeight;
        double largest = 0;
        for (const BarGroup& group : groups)
            largest = std::max({largest, group.values[0], group.values[1]});
        for (const BarGroup& group : groups) {
            text(kLeft - 10, y_ + kBarHeight + 4, group.name, "text-anchor=\"end\"");
            for (std::size_t side = 0; side < kColours.size(); ++side) {
                const int y = y_ + static_cast<int>(side) * kBarHeight;
                const double share = largest > 0 ? group.values[side] / largest : 0;
                const int width = static_cast<int>(std::max(share, 0.0) * kBarMax);
                bar(kLeft, y, width, side);
                text(kLeft + width + 6, y + kBarHeight - 3, group.texts[side], "font-size=\"11\"");
            }
            y_ += kGroupHeight;
        }
        if (groups.empty()) {
            text(kLeft, y_ + 10, "none");
            y_ += kGroupHeight;
        }
    }

    void add_legend(const std::array<WhatIfTotals, 2>& sides) {
        for (std::size_t side = 0; side < sides.size(); ++side) {
            const int x = 20 + static_cast<int>(side) * (kWidth / 2);
            bar(x, y_ + 12, kBarHeight, side);
            text(x + kBarHeight + 8, y_ + 24, sides[side].name);
        }
        y_ += kHeadHeight;
    }

    std::string finish() const {
        std::ostringstream out;
        out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            << "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"" << kWidth
            << "\" height=\"" << y_ + 20 << "\" viewBox=\"0 0 " << kWidth << ' ' << y_ + 20
            << "\" font-family=\"sans-serif\" font-size=\"13\">\n"
            << "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
            << body_.str() << "</svg>\n";
        return out.str();
    }

  private:
    std::ostringstream body_;
    int y_ = 10;
};

std::vector<BarGroup> cost_groups(const std::array<WhatIfTotals, 2>& sides) {
    std::vector<BarGroup> groups;
    const auto first = terms_of(sides[0].cost);
    const auto second = terms_of(sides[1].cost);
    for (std::size_t term = 0; term < first.size(); ++term) {
        if (first[term].amount == 0 && second[term].amount == 0) continue;
        BarGroup& group = groups.emplace_back();
        group.name = first[term].term;
        group.values = {
            static_cast<double>(first[term].amount), static_cast<double>(second[term].amount)
        };
        group.texts = {format_money(first[term].amount), format_money(second[term].amount)};
    }
    return groups;
}

double share_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<BarGroup> service_groups(const std::array<WhatIfTotals, 2>& sides) {
    std::vector<BarGroup> groups(3);
    groups[0].name = "orders filled";
    groups[1].name = "shipments per order";
    groups[2].name = "on time";
    for (std::size_t side = 0; side < sides.size(); ++side) {
        const WhatIfTotals& totals = sides[side];
        groups[0].values[side] = share_of(totals.filled, totals.orders());
        groups[0].texts[side] = percent_of(totals.filled, totals.orders());
        groups[1].values[side] = share_of(totals.shipments, totals.planned());
        groups[1].texts[side] = ratio_of(totals.shipments, totals.planned());
        groups[2].values[side] = share_of(totals.on_time, totals.dated);
        groups[2].texts[side] = percent_of(totals.on_time, totals.dated);
    }
    // Of one scale with the shares, of which a full bar is all orders.
    const double most = std::max(groups[1].values[0], groups[1].values[1]);
    for (double& value : groups[1].values)
        value = most > 0 ? value / most : 0;
    if (sides[0].dated + sides[1].dated == 0) groups.pop_back();
    return groups;
}

std::vector<BarGroup> load_groups(
    const std::array<WhatIfTotals, 2>& sides,
    const std::function<std::string(std::uint32_t node)>& name_of
) {
    std::map<std::uint32_t, std::array<NodeLoad, 2>> loads;
    for (std::size_t side = 0; side < sides.size(); ++side) {
        for (const auto& [node, load] : sides[side].nodes)
            loads[node][side] = load;
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
    order.reserve(loads.size());
    for (const auto& [node, both] : loads)
        order.emplace_back(both[0].shipments + both[1].shipments, node);
    std::ranges::sort(order, [](const auto& left, const auto& right) {
        return left.first != right.first ? left.first > right.first : left.second < right.second;
    });
    std::vector<BarGroup> groups;
    std::array<std::uint64_t, 2> others{};
    for (std::size_t index = 0; index < order.size(); ++index) {
        const auto& both = loads[order[index].second];
        if (index >= kPicturedNodesMax) {
            for (std::size_t side = 0; side < both.size(); ++side)
                others[side] += both[side].shipments;
            continue;
        }
        BarGroup& group = groups.emplace_back();
        group.name = name_of(order[index].second);
        for (std::size_t side = 0; side < both.size(); ++side) {
            group.values[side] = static_cast<double>(both[side].shipments);
            group.texts[side] = std::to_string(both[side].shipments) + " shipments, " +
                                both[side].units.text() + " units";
        }
    }
    if (order.size() <= kPicturedNodesMax) return groups;
    BarGroup& rest = groups.emplace_back();
    rest.name = std::to_string(order.size() - kPicturedNodesMax) + " other nodes";
    for (std::size_t side = 0; side < others.size(); ++side) {
        rest.values[side] = static_cast<double>(others[side]);
        rest.texts[side] = std::to_string(others[side]) + " shipments";
    }
    return groups;
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    while (!text.empty()) {
        const std::size_t bytes = character_bytes(text);
        if (bytes == 0) {
            escaped += kReplacement;
        } else if (text.front() == '&') {
            escaped += "&amp;";
        } else if (text.front() == '<') {
            escaped += "&lt;";
        } else if (text.front() == '>') {
            escaped += "&gt;";
        } else if (text.front() == '"') {
            escaped += "&quot;";
        } else {
            escaped += text.substr(0, bytes);
        }
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return escaped;
}

std::string picture_of(
    const std::array<WhatIfTotals, 2>& sides,
    const std::function<std::string(std::uint32_t node)>& name_of
) {
    Picture picture;
    picture.add_legend(sides);
    picture.add("Cost by term", cost_groups(sides));
    picture.add("Service", service_groups(sides));
    picture.add("Load per node", load_groups(sides, name_of));
    return picture.finish();
}

}  // namespace earmark::cli
