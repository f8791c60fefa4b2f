#include "protocol/joint_parts.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace earmark::protocol {
namespace {

void refuse(JointOrdersReply& reply, Outcome outcome, std::string detail) {
    reply.outcome = outcome;
    reply.detail = std::move(detail);
}

/// Rows of all kinds stand in one sequence; takes those from `first` on that go into the page.
class PageCutter {
  public:
    PageCutter(std::uint64_t first, std::size_t bytes_max) : row_(first), bytes_left_(bytes_max) {}

    template <typename Row, typename Bytes>
    void cut(const std::vector<Row>& all, std::vector<Row>& told, const Bytes& bytes_of) {
        const std::uint64_t end = begin_ + all.size();
        while (!is_full_ && row_ < end) {
            const Row& row = all[static_cast<std::size_t>(row_ - begin_)];
            const std::size_t bytes = bytes_of(row);
            is_full_ = bytes > bytes_left_ && has_any_;
            if (is_full_) break;
            bytes_left_ -= std::min(bytes, bytes_left_);
            has_any_ = true;
            told.push_back(row);
            ++row_;
        }
        begin_ = end;
    }

    bool is_at_end() const { return row_ == begin_; }
    std::uint64_t next_row() const { return is_full_ ? row_ : 0; }

  private:
    std::uint64_t row_;
    std::uint64_t begin_ = 0;  ///< Of the kind that comes next.
    std::size_t bytes_left_;
    bool is_full_ = false;
    bool has_any_ = false;
};

template <typename Wire>
constexpr auto kBytesOf = [](const auto&) { return sizeof(Wire); };

/// Whether there are such rows, or the batch has none and its first page is asked for.
bool cut_page(
    const JointSourceReply& whole, std::uint64_t first, std::size_t bytes_max, JointPage& page
) {
    constexpr std::size_t kTableBytes = 32;
    PageCutter cutter(first, bytes_max);
    JointSourceReply& told = page.reply;
    cutter.cut(whole.answers, told.answers, kBytesOf<wire::JointOrderAnswer>);
    cutter.cut(whole.refusals, told.refusals, [](const JointRefusal& refusal) {
        return kTableBytes + refusal.detail.size();
    });
    cutter.cut(whole.prices, told.prices, kBytesOf<wire::ScarcityRow>);
    cutter.cut(whole.shipments, told.shipments, kBytesOf<wire::JointShippedLine>);
    page.next_row = cutter.next_row();
    return page.next_row != 0 || cutter.is_at_end();
}

/// All that is no row.
JointSourceReply head_of(const JointSourceReply& whole) {
    JointSourceReply head;
    head.outcome = whole.outcome;
    head.detail = whole.detail;
    head.planned = whole.planned;
    head.held = whole.held;
    head.alone = whole.alone;
    head.replans = whole.replans;
    head.cost = whole.cost;
    head.prices_found = whole.prices_found;
    head.prices_kept = whole.prices_kept;
    head.lsn = whole.lsn;
    head.backorders = whole.backorders;
    head.backorders_taken = whole.backorders_taken;
    head.backorder_units = whole.backorder_units;
    return head;
}

}  // namespace

void JointParts::add(
    const JointOrdersPart& part, Payload payload, Duration now, JointOrdersReply& reply
) {
    reply = {};
    if (part.batch.empty() || part.batch.size() > kJointBatchNameBytesMax ||
        part.part >= kJointPartsMax) {
        return refuse(
            reply,
            Outcome::bad_value,
            "expected a batch of a name of 1 to 64 bytes, in at most 1024 parts"
        );
    }
    const MutexLock lock(mutex_);
    auto found = batches_.find(part.batch);
    const Batch empty;
    const Batch& known = found == batches_.end() ? empty : found->second;
    reply.parts = static_cast<std::uint32_t>(known.parts.size());
    reply.orders = known.orders;
    if (known.parts.contains(part.part)) return;
    if (found == batches_.end() && batches_.size() == kJointBatchesSentMax) {
        return refuse(
            reply, Outcome::overloaded, "16 other joint batches are being sent: try again later"
        );
    }
    if (known.orders + part.orders.size() > kJointOrdersMax) {
        return refuse(
            reply,
            Outcome::bad_value,
            "orders: found " + std::to_string(known.orders + part.orders.size()) +
                " and perhaps more, expected at most " + std::to_string(kJointOrdersMax)
        );
    }
    if (bytes_ + payload.size() > kJointPartBytesMax) {
        return refuse(
            reply,
            Outcome::over_budget,
            "the orders of the joint batches being sent take more than 512 MiB: make several "
            "batches of them, or try again later"
        );
    }
    Batch& batch = batches_[std::string(part.batch)];
    batch.parts[part.part].append(payload);
    batch.orders += part.orders.size();
    batch.bytes += payload.size();
    batch.newest_at = now;
    bytes_ += payload.size();
    reply.parts += 1;
    reply.orders = batch.orders;
}

std::string JointParts::take(
    std::string_view batch, std::uint32_t parts, std::vector<ByteBuffer>& taken
) {
    const MutexLock lock(mutex_);
    const auto found = batches_.find(batch);
    const std::size_t come = found == batches_.end() ? 0 : found->second.parts.size();
    const bool is_whole =
        come == parts && come > 0 && found->second.parts.rbegin()->first == parts - 1;
    if (!is_whole) {
        return "parts: found " + std::to_string(come) + " of the batch, expected " +
               std::to_string(parts) + ", each sent within a minute after the one before";
    }
    for (auto& [number, payload] : found->second.parts)
        taken.push_back(std::move(payload));
    bytes_ -= found->second.bytes;
    batches_.erase(found);
    return {};
}

void JointParts::forget_old(Duration now) {
    const MutexLock lock(mutex_);
    for (auto batch = batches_.begin(); batch != batches_.end();) {
        if (now - batch->second.newest_at < kJointKeptFor) {
            ++batch;
            continue;
        }
        bytes_ -= batch->second.bytes;
        batch = batches_.erase(batch);
    }
}

std::size_t JointParts::bytes() const {
    const MutexLock lock(mutex_);
    return bytes_;
}

JointPage JointResults::keep(
    std::string_view batch, JointSourceReply reply, std::size_t page_bytes_max, Duration now
) {
    JointPage first{.reply = head_of(reply), .next_row = 0};
    cut_page(reply, 0, batch.empty() ? SIZE_MAX : page_bytes_max, first);
    if (first.next_row == 0) return first;
    const MutexLock lock(mutex_);
    results_.insert_or_assign(std::string(batch), Result{std::move(reply), now});
    if (results_.size() > kJointResultsKept) {
        results_.erase(std::ranges::min_element(results_, {}, [](const auto& entry) {
            return entry.second.asked_at;
        }));
    }
    return first;
}

JointPage JointResults::page(
    const JointRowsRequest& request, std::size_t page_bytes_max, Duration now
) {
    JointPage page;
    const MutexLock lock(mutex_);
    const auto found = results_.find(request.batch);
    if (found == results_.end() ||
        !cut_page(found->second.reply, request.row, page_bytes_max, page)) {
        page.reply.outcome = Outcome::bad_value;
        page.reply.detail =
            "expected a batch that ended within the last minute, and a row of it that was not told";
        return page;
    }
    found->second.asked_at = now;
    if (page.next_row == 0) results_.erase(found);
    return page;
}

void JointResults::forget_old(Duration now) {
    const MutexLock lock(mutex_);
    std::erase_if(results_, [now](const auto& entry) {
        return now - entry.second.asked_at >= kJointKeptFor;
    });
}

std::size_t JointResults::count() const {
    const MutexLock lock(mutex_);
    return results_.size();
}

}  // namespace earmark::protocol
