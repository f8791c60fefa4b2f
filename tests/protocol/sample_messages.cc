#include "tests/protocol/sample_messages.h"

#include "tests/protocol/sample_areas.h"

namespace earmark::protocol {

std::vector<SampleMessage> sample_requests() {
    std::vector<SampleMessage> samples;
    samples::add_service_requests(samples);
    samples::add_reference_requests(samples);
    samples::add_stock_requests(samples);
    samples::add_segment_requests(samples);
    samples::add_count_requests(samples);
    samples::add_job_requests(samples);
    samples::add_selling_rule_requests(samples);
    samples::add_profile_requests(samples);
    samples::add_sourcing_rule_requests(samples);
    samples::add_shipping_requests(samples);
    samples::add_preview_requests(samples);
    samples::add_assortment_requests(samples);
    samples::add_reservation_requests(samples);
    samples::add_sourcing_requests(samples);
    samples::add_change_requests(samples);
    samples::add_level_requests(samples);
    samples::add_promising_requests(samples);
    return samples;
}

std::vector<SampleMessage> sample_replies() {
    std::vector<SampleMessage> samples;
    samples::add_reference_replies(samples);
    samples::add_stock_replies(samples);
    samples::add_segment_replies(samples);
    samples::add_count_replies(samples);
    samples::add_job_replies(samples);
    samples::add_selling_rule_replies(samples);
    samples::add_sourcing_rule_replies(samples);
    samples::add_shipping_replies(samples);
    samples::add_preview_replies(samples);
    samples::add_assortment_replies(samples);
    samples::add_reservation_replies(samples);
    samples::add_sourcing_replies(samples);
    samples::add_service_replies(samples);
    samples::add_change_replies(samples);
    samples::add_level_replies(samples);
    samples::add_promising_replies(samples);
    samples::add_rerate_reply(samples);
    return samples;
}

}  // namespace earmark::protocol
