// The samples of each area; sample_messages.cc puts them together.
#pragma once

#include "tests/protocol/sample_messages.h"

#include <vector>

namespace earmark::protocol::samples {

void add_service_requests(std::vector<SampleMessage>& samples);
void add_reference_requests(std::vector<SampleMessage>& samples);
void add_stock_requests(std::vector<SampleMessage>& samples);
void add_segment_requests(std::vector<SampleMessage>& samples);
void add_count_requests(std::vector<SampleMessage>& samples);
void add_job_requests(std::vector<SampleMessage>& samples);
void add_selling_rule_requests(std::vector<SampleMessage>& samples);
void add_profile_requests(std::vector<SampleMessage>& samples);
void add_sourcing_rule_requests(std::vector<SampleMessage>& samples);
void add_shipping_requests(std::vector<SampleMessage>& samples);
void add_preview_requests(std::vector<SampleMessage>& samples);
void add_assortment_requests(std::vector<SampleMessage>& samples);
void add_reservation_requests(std::vector<SampleMessage>& samples);
void add_sourcing_requests(std::vector<SampleMessage>& samples);
void add_change_requests(std::vector<SampleMessage>& samples);
void add_level_requests(std::vector<SampleMessage>& samples);
void add_promising_requests(std::vector<SampleMessage>& samples);

void add_reference_replies(std::vector<SampleMessage>& samples);
void add_stock_replies(std::vector<SampleMessage>& samples);
void add_segment_replies(std::vector<SampleMessage>& samples);
void add_count_replies(std::vector<SampleMessage>& samples);
void add_job_replies(std::vector<SampleMessage>& samples);
void add_selling_rule_replies(std::vector<SampleMessage>& samples);
void add_sourcing_rule_replies(std::vector<SampleMessage>& samples);
void add_shipping_replies(std::vector<SampleMessage>& samples);
void add_preview_replies(std::vector<SampleMessage>& samples);
void add_assortment_replies(std::vector<SampleMessage>& samples);
void add_reservation_replies(std::vector<SampleMessage>& samples);
void add_sourcing_replies(std::vector<SampleMessage>& samples);
void add_service_replies(std::vector<SampleMessage>& samples);
void add_change_replies(std::vector<SampleMessage>& samples);
void add_level_replies(std::vector<SampleMessage>& samples);
void add_promising_replies(std::vector<SampleMessage>& samples);
void add_rerate_reply(std::vector<SampleMessage>& samples);

}  // namespace earmark::protocol::samples
