#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <vector>

namespace earmark::protocol::samples {
namespace {

LoadJob sample_job() {
    LoadJob job;
    job.name = "monday";
    job.file = "stock.csv.gz";
    job.file_hash = 601;
    job.source = "wms";
    job.sequence = 602;
    job.ended = true;
    job.begun_at = Time(Duration(603));
    job.newest_at = Time(Duration(604));
    job.pages = 605;
    job.applied = 606;
    job.unchanged = 607;
    job.stale = 608;
    job.refused = 609;
    job.refusals = {{610, 611, RowVerdict::unknown_node}, {612, 613, RowVerdict::below_zero}};
    return job;
}

}  // namespace

void add_job_requests(std::vector<SampleMessage>& samples) {
    samples.push_back(noted(
        "JobRequest",
        JobRequest{
            .step = JobStep::end,
            .name = "monday",
            .file = "stock.csv.gz",
            .file_hash = 621,
            .source = "wms",
            .sequence = 622
        }
    ));
    const std::array<SupplyRow, 1> rows{
        SupplyRow{SkuId(623), NodeId(624), SupplyChange::safety, 625, 626, Time(Duration(627))}
    };
    samples.push_back(noted("LoadPageRequest", LoadPage{.job = "monday", .page = 628, .rows = rows})
    );
}

void add_job_replies(std::vector<SampleMessage>& samples) {
    JobReply answer;
    answer.outcome = Outcome::repeated;
    answer.detail = "again";
    answer.job = sample_job();
    answer.done = {1, 2, 3};
    samples.push_back(reply("JobReply", answer));
    samples.push_back(reply("ListJobsReply", JobList{.jobs = {sample_job(), {}}}));
}

}  // namespace earmark::protocol::samples
