#include "engine/numbered_rows.h"

#include "engine/change.h"

namespace earmark {

Outcome find_source(
    EngineState& state, std::string_view name, const CallContext& context, SourceId& source
) {
    if (name.empty()) return Outcome::done;
    const MutexLock lock(state.reference_mutex);
    const std::size_t known = state.sources.count();
    LogSpace space(state.log, kHeadBytesMax + 2 + 2 + kSourceNameBytesMax);
    if (!space.granted()) return space.refusal();
    const auto number = state.sources.number_of(name);
    if (!number) return Outcome::over_budget;
    source = SourceId(static_cast<std::uint16_t>(*number + 1));
    if (*number == known) {
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::source, context);
        out.put(source.value());
        out.put_text(name);
        space.append(buffer);
    }
    return Outcome::done;
}

void count_rows_of(EngineState& state, SourceId source, const SupplyReply& reply) {
    if (source.is_none()) return;
    const auto stale = static_cast<std::uint64_t>(std::count_if(
        reply.answers.begin(),
        reply.answers.end(),
        [](const RowAnswer& answer) { return answer.verdict == RowVerdict::stale; }
    ));
    const MutexLock lock(state.feeds.mutex());
    FeedRows& rows = state.feeds.of(source).rows;
    rows.applied += reply.applied;
    rows.unchanged += reply.unchanged;
    rows.stale += stale;
    rows.refused += reply.refused - stale;
}

}  // namespace earmark
