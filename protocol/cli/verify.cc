#include "protocol/cli/verify.h"

#include "protocol/async_client.h"
#include "protocol/cli/acknowledgement.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/patient_client.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace earmark::cli {
namespace {

constexpr std::size_t kChunk = 2'000;
constexpr std::size_t kInFlight = 128;
constexpr std::uint64_t kSaid = 20;

/// Units by item and node: a line may be split over nodes, and two lines may share a position.
using UnitsByPlace = std::map<std::pair<SkuId, NodeId>, Units>;

class Verification {
  public:
    explicit Verification(Session& session)
        : session_(session),
          client_(loop_, session.options().server, session.client_options(), {}),
          items_(client_, NameKind::item),
          nodes_(client_, NameKind::node) {}

    ~Verification() { client_.close(); }
    Verification(const Verification&) = delete;
    Verification& operator=(const Verification&) = delete;

    Status check_file(const std::string& path) {
        std::ifstream file(path);
        if (!file) return Error{ErrorCode::io_failed, path + ": cannot be opened"};
        std::vector<Acknowledgement> chunk;
        std::string line;
        for (std::uint64_t number = 1; std::getline(file, line); ++number) {
            auto read = parse_acknowledgement(line);
            if (!read) {
                return Error{
                    read.error().code,
                    path + ": line " + std::to_string(number) + ": " + read.error().detail
                };
            }
            chunk.push_back(*std::move(read));
            if (chunk.size() < kChunk) continue;
            if (const Status checked = check(chunk); !checked) return checked;
            chunk.clear();
        }
        if (file.bad()) return Error{ErrorCode::io_failed, path + ": cannot be read"};
        return check(chunk);
    }

    ExitCode report() const {
        const bool good = missing_ == 0 && different_ == 0;
        if (session_.json()) {
            session_.out() << boost::json::serialize(boost::json::object{
                                  {"acknowledged", acknowledged_},
                                  {"kept", acknowledged_ - missing_ - different_},
                                  {"missing", missing_},
                                  {"different", different_},
                                  {"by_state",
                                   {{"held", states_[0]},
                                    {"committed", states_[1]},
                                    {"released", states_[2]},
                                    {"expired", states_[3]}}},
                              })
                           << '\n';
        } else {
            session_.out(
            ) << format_count(acknowledged_)
              << " acknowledged: " << format_count(states_[0]) << " held, "
              << format_count(states_[1]) << " committed, " << format_count(states_[2])
              << " released, " << format_count(states_[3]) << " expired, " << format_count(missing_)
              << " missing, " << format_count(different_) << " different\n"
              << (good ? "every acknowledged promise is there\n" : "promises were lost\n");
        }
        return good ? ExitCode::done : ExitCode::refused;
    }

  private:
    Status check(const std::vector<Acknowledgement>& chunk) {
        std::vector<std::string_view> skus;
        std::vector<std::string_view> nodes;
        for (const Acknowledgement& acknowledgement : chunk) {
            for (const AcknowledgedUnits& line : acknowledgement.lines) {
                skus.emplace_back(line.sku);
                nodes.emplace_back(line.node);
            }
        }
        if (const Status known = items_.learn(std::move(skus)); !known) return known;
        if (const Status known = nodes_.learn(std::move(nodes)); !known) return known;
        for (const Acknowledgement& acknowledgement : chunk) {
            const auto client = client_.get();
            if (!client) return client.error();
            ask(**client, acknowledgement);
            if (const Status turned = drain(kInFlight - 1); !turned) return turned;
        }
        return drain(0);
    }

    void ask(protocol::AsyncClient& client, const Acknowledgement& acknowledgement) {
        in_flight_ += 1;
        client.reservation(
            acknowledgement.reservation,
            [this, &acknowledgement](const Result<ReservationReply>& reply) {
                in_flight_ -= 1;
                if (!reply) {
                    failure_ = reply.error();
                    return;
                }
                judge(acknowledgement, *reply);
            }
        );
    }

    void judge(const Acknowledgement& acknowledgement, const ReservationReply& reply) {
        acknowledged_ += 1;
        if (!is_done(reply.outcome)) {
            missing_ += 1;
            say(acknowledgement, "missing: " + std::string(earmark::to_string(reply.outcome)));
            return;
        }
        UnitsByPlace difference;
        for (const AcknowledgedUnits& line : acknowledgement.lines) {
            difference[{SkuId(items_.of(line.sku).id), NodeId(nodes_.of(line.node).id)}] +=
                line.units;
        }
        for (const ReservationLine& line : reply.lines) {
            difference[{line.sku, line.node}] -= line.granted;
        }
        std::erase_if(difference, [](const auto& entry) { return entry.second == 0; });
        if (!difference.empty()) {
            different_ += 1;
            say(acknowledgement, "different: it grants other units than were acknowledged");
            return;
        }
        states_[static_cast<std::size_t>(reply.state)] += 1;
    }

    void say(const Acknowledgement& acknowledgement, const std::string& what) {
        if (++said_ <= kSaid)
            session_.note("reservation " + acknowledgement.reservation + ": " + what);
    }

    Status drain(std::size_t left_max) {
        constexpr std::chrono::milliseconds kOneTurn{100};
        while (in_flight_ > left_max && !failure_)
            loop_.run_one_for(kOneTurn);
        if (failure_) return *failure_;
        return Done{};
    }

    Session& session_;
    protocol::ClientLoop loop_;
    PatientClient client_;
    HandleCache items_;
    HandleCache nodes_;
    std::size_t in_flight_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t missing_ = 0;
    std::uint64_t different_ = 0;
    std::uint64_t said_ = 0;
    std::array<std::uint64_t, 4> states_{};  ///< By ReservationState.
    std::optional<Error> failure_;
};

}  // namespace

ExitCode verify(Session& session, const std::vector<std::string>& paths) {
    Verification verification(session);
    for (const std::string& path : paths) {
        const Status checked = verification.check_file(path);
        if (!checked) return session.fail(checked.error());
    }
    return verification.report();
}

}  // namespace earmark::cli
