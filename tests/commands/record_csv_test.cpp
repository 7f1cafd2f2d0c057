#include "commands/record_csv.hpp"

#include "crypto/hash.hpp"
#include "tests/persistence/chronicle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::record_csv_test {
namespace {

using namespace bursar;
using commands::RecordNames;
using commands::write_csv;

class RecordCsvTest : public testing::Test {
 protected:
  RecordCsvTest() { crypto::start(); }

  std::string rows(const std::vector<ledger::Record>& records) const {
    RecordNames names;
    std::string text;
    for (const ledger::Record& record : records) {
      names.take(record);
      write_csv(text, record, names);
    }
    return text;
  }
};

TEST_F(RecordCsvTest, APostingIsARow) {
  const auto records = tests::Chronicle{}.with_payments(1).records();
  RecordNames names;
  for (const ledger::Record& record : records) names.take(record);
  const std::string funding = names.payment_text(records[2]);
  const std::string payment = names.payment_text(records[3]);
  const std::string org = "org_0000000000003G000000000007";
  EXPECT_EQ(rows(records),
            "3,2025-11-24T16:00:00.002Z,funded," + funding + "," + org +
                ",SANDBOX,treasury,-1000000000.00,-1000000000.00,0.00,USD,,,\r\n"
                "3,2025-11-24T16:00:00.002Z,funded," +
                funding + "," + org +
                ",SANDBOX,wal_0000000000002G000000000001,1000000000.00,1000000000.00,0.00,USD,,,"
                "\r\n"
                "4,2025-11-24T16:00:00.003Z,paid," +
                payment + "," + org +
                ",SANDBOX,wal_0000000000002G000000000001,-0.01004,999999999.98996,0.00,USD,web "
                "search,,order-4\r\n"
                "4,2025-11-24T16:00:00.003Z,paid," +
                payment + "," + org +
                ",SANDBOX,fees,0.00004,0.00004,0.00,USD,web search,,order-4\r\n"
                "4,2025-11-24T16:00:00.003Z,paid," +
                payment + "," + org +
                ",SANDBOX,wal_00000000000030000000000001,0.01,0.01,0.00,USD,web search,,order-4"
                "\r\n");
}

TEST_F(RecordCsvTest, ADepositIsDescribedByItsReference) {
  auto records = tests::Chronicle{}.with_payments(1).records();
  records[3].fact = ledger::Cleared{.reference = "wire, 1"};
  EXPECT_THAT(rows(records), testing::HasSubstr(R"(,USD,"wire, 1",,order-4)"));
}

TEST_F(RecordCsvTest, EveryRowHasAsManyColumnsAsTheHeader) {
  const std::string row = rows(tests::Chronicle{}.records()).substr(0, 200);
  EXPECT_EQ(std::ranges::count(commands::csv_header, ','),
            std::ranges::count(row.substr(0, row.find('\r')), ','));
}

TEST_F(RecordCsvTest, ATextThatWouldBreakARowIsQuoted) {
  auto records = tests::Chronicle{}.with_payments(1).records();
  auto& paid = std::get<ledger::Paid>(records[3].fact);
  paid.description = "tea, \"milk\"\nand sugar";
  paid.category = "food,drink";
  records[3].idempotency->key = "a,b";
  EXPECT_THAT(
      rows(records),
      testing::HasSubstr(",USD,\"tea, \"\"milk\"\"\nand sugar\",\"food,drink\",\"a,b\"\r\n"));
}

TEST_F(RecordCsvTest, ATextThatASpreadsheetWouldComputeIsShownInstead) {
  auto records = tests::Chronicle{}.with_payments(1).records();
  auto& paid = std::get<ledger::Paid>(records[3].fact);
  paid.description = "=HYPERLINK(\"http://a\")";
  paid.category = "@SUM(A1)";
  for (const char* const key : {"=1", "+1", "-1", "@1"}) {
    records[3].idempotency->key = key;
    const std::string shown = R"csv(,USD,"'=HYPERLINK(""http://a"")",'@SUM(A1),')csv";
    EXPECT_THAT(rows(records), testing::HasSubstr(shown + key + "\r\n"));
  }
  paid.description = "\t=1";
  EXPECT_THAT(rows(records), testing::HasSubstr(",USD,'\t=1,"));
  paid.description = "a=1";
  EXPECT_THAT(rows(records), testing::HasSubstr(",USD,a=1,"));
}

}  // namespace
}  // namespace bursar::commands::record_csv_test
