// Shipping on the command line: files in, tables out, orders by services.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class Shipping : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,weight_g,attributes\nA,400,\nP,400,hazmat;oversize\n");
        shop_.load("nodes", "node,postal_code,time_zone\nreno,89502,America/Los_Angeles\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,9\nP,reno,9\n");
        shop_.load("zones", "origin,destination,zone\n895,100,2\n");
        shop_.load(
            "tariffs",
            "tariff,weight_g_max,zone_1,zone_2\nground,1000,6.00,8.00\nmail,500,4.00,5.00\n"
        );
        shop_.load(
            "calendars",
            "calendar,weekdays,closed\nweekdays,mon;tue;wed;thu;fri,2026-12-25;2026-11-26\n"
        );
        shop_.load(
            "services",
            "service,carrier,tariff,discount,fuel,residential_per_parcel,refuses,transit_days,"
            "delivery_calendar,window_from,window_until\n"
            "ups-ground,ups,ground,25%,10%,1.50,,1;3,weekdays,09:00,18:00\n"
            "post,usps,mail,,,,hazmat;oversize,-;5,,,\n"
        );
        shop_.load(
            "node-hours",
            "node,calendar,opens,closes,cutoff,processing_minutes\n"
            "reno,weekdays,08:00,17:00,14:00,120\n"
        );
        shop_.load("pickups", "node,service,time\nreno,ups-ground,16:30\nreno,post,11:00\n");
        shop_.load(
            "area-surcharges", "carrier,country,postal_prefix,per_parcel\nups,US,100,0.40\n"
        );
    }

    /// Fails the test unless the file is refused whole.
    Said refused(const std::string& kind, std::string_view text) {
        const TemporaryFile file(text);
        Said said = shop_.says({"load", kind, file.path()});
        EXPECT_EQ(said.code, ExitCode::refused) << said.out << said.err;
        EXPECT_TRUE(said.contains(kind + ": 0 of ")) << said.out;
        return said;
    }

    RunningShop shop_;
};

TEST_F(Shipping, TablesTellWhatWasLoaded) {
    const Said calendars = shop_.says({"calendars"});
    EXPECT_TRUE(calendars.contains("mon;tue;wed;thu;fri")) << calendars.out;
    EXPECT_TRUE(calendars.contains("2026-11-26;2026-12-25")) << calendars.out;
    const Said services = shop_.says({"services"});
    EXPECT_TRUE(services.contains("25%")) << services.out;
    EXPECT_TRUE(services.contains("09:00 - 18:00")) << services.out;
    EXPECT_TRUE(services.contains("hazmat;oversize")) << services.out;
    EXPECT_TRUE(services.contains("-;5")) << services.out;
    EXPECT_TRUE(shop_.says({"area-surcharges"}).contains("0.40"));
    const Said hours = shop_.says({"node-hours"});
    EXPECT_TRUE(hours.contains("reno")) << hours.out;
    EXPECT_TRUE(hours.contains("14:00")) << hours.out;
    EXPECT_TRUE(shop_.says({"pickups"}).contains("16:30"));
    const Said json = shop_.says({"--json", "pickups"});
    EXPECT_TRUE(json.contains("ups-ground")) << json.out;
}

TEST_F(Shipping, OrdersNameTheirService) {
    const Said light = shop_.says({"source", "--to-postal", "10001", "--line", "A=1"});
    EXPECT_TRUE(light.contains("post")) << light.out;
    EXPECT_TRUE(light.contains("cost 5.00")) << light.out;
    // 8.00 less 25% and with 10%, and the surcharge of the area; for a home 1.50 more.
    const Said paint =
        shop_.says({"source", "--to-postal", "10001", "--line", "P=2", "--residential"});
    EXPECT_TRUE(paint.contains("ups-ground")) << paint.out;
    EXPECT_TRUE(paint.contains("cost 8.50")) << paint.out;
    const TemporaryFile orders(
        "order,line,sku,quantity,postal_code,residential\no1,1,P,2,10001,yes\n"
    );
    const Said said = shop_.says({"orders", orders.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    EXPECT_TRUE(said.contains("8.50")) << said.out;
}

TEST_F(Shipping, AFileGoesInWholeOrNotAtAll) {
    const Said cell = refused(
        "services", "service,carrier,tariff,fuel\nair,ups,ground,5%\nsea,ups,ground,much\n"
    );
    EXPECT_TRUE(cell.complains("row 3, column fuel: found \"much\"")) << cell.err;
    const Said server =
        refused("services", "service,carrier,tariff\nair,ups,ground\nsea,ups,rail\n");
    EXPECT_TRUE(server.complains("row 3")) << server.err;
    EXPECT_TRUE(server.complains("tariff: found 'rail'")) << server.err;
    EXPECT_FALSE(shop_.says({"services"}).contains("air"));
    const Said node = refused("pickups", "node,service,time\nreno,post,12:00\nkent,post,12:00\n");
    EXPECT_TRUE(node.complains("row 3, column node: found \"kent\"")) << node.err;
    EXPECT_FALSE(shop_.says({"pickups"}).contains("12:00"));
    refused("calendars", "calendar,weekdays\nodd,mon;moon\n");
    refused("node-hours", "node,calendar,opens,closes\nreno,weekdays,17:00,08:00\n");
    refused("area-surcharges", "carrier,country,per_parcel\nups,US,-1\n");
}

TEST_F(Shipping, RowsAreReplacedAndRemoved) {
    refused("services", "service,change\npost,remove\n");
    shop_.load("pickups", "node,service,time,change\nreno,post,11:00,remove\n");
    shop_.load("services", "service,change\npost,remove\n");
    EXPECT_FALSE(shop_.says({"services"}).contains("post"));
    shop_.load("services", "service,carrier,tariff,fuel\nups-ground,ups,ground,0%\n");
    const Said said = shop_.says({"source", "--to-postal", "10001", "--line", "A=1"});
    EXPECT_TRUE(said.contains("cost 8.40")) << said.out;
}

TEST_F(Shipping, AnOrderIsCollectedAtAStore) {
    shop_.load("nodes", "node,methods,postal_code\nsoho,ship;pickup,10001\n");
    shop_.load("stock", "sku,node,on_hand\nA,soho,9\n");
    const Said said = shop_.says(
        {"source", "--to-postal", "10001", "--line", "A=1", "--method", "pickup", "--store", "soho"}
    );
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("soho")) << said.out;
    EXPECT_TRUE(said.contains("cost 0.00")) << said.out;
    const Said nowhere = shop_.says(
        {"source", "--to-postal", "10001", "--line", "A=1", "--method", "pickup", "--store", "reno"}
    );
    EXPECT_EQ(nowhere.code, ExitCode::refused);
    EXPECT_TRUE(nowhere.complains("store: found 'reno'")) << nowhere.err;
}

TEST_F(Shipping, WhatLeavesADayIsToldAgainstItsMost) {
    shop_.load("nodes", "node,postal_code\nkent,98030\n");
    shop_.load("stock", "sku,node,on_hand\nA,kent,9\n");
    shop_.load(
        "capacity",
        "node,day,method,unit,most\nkent,,,shipments,1\nkent,2099-12-24,ship,units,1234\n"
        "kent,sun,,shipments,1\nkent,sat,,shipments,1\n"
    );
    const Said rows = shop_.says({"capacity-rows"});
    EXPECT_TRUE(rows.contains("2099-12-24")) << rows.out;
    EXPECT_TRUE(rows.contains("1,234")) << rows.out;
    EXPECT_TRUE(rows.contains("sun")) << rows.out;
    const Said far = shop_.says({"capacity", "--node", "kent", "--day", "2099-12-24"});
    EXPECT_TRUE(far.contains("1,234")) << far.out;
    EXPECT_TRUE(far.contains("ship")) << far.out;
    const Said json = shop_.says({"--json", "capacity", "--day", "2099-12-24"});
    EXPECT_TRUE(json.contains("1234")) << json.out;
    EXPECT_EQ(shop_.says({"capacity", "--day", "soon"}).code, ExitCode::wrong_usage);
    refused("capacity", "node,day,unit,most\nkent,someday,shipments,1\n");
    refused("capacity", "node,day,unit,most\nkent,mon,parcels,1\n");
    refused("capacity", "node,day,unit,most\nkent,mon,lines,-1\n");
    refused("capacity", "node,day,unit,most,change\nkent,mon,lines,,remove\n");
    shop_.load("capacity", "node,day,unit,change\nkent,sun,shipments,remove\n");
    EXPECT_FALSE(shop_.says({"capacity-rows"}).contains("sun"));
}

TEST_F(Shipping, WhatServicesEmitHasAPrice) {
    shop_.load(
        "carbon", "service,zone,per_parcel_g,per_kg_g\npost,,4000,2500\nups-ground,2,300,100\n"
    );
    const Said rows = shop_.says({"carbon"});
    EXPECT_TRUE(rows.contains("4,000")) << rows.out;
    EXPECT_TRUE(rows.contains("all")) << rows.out;
    EXPECT_TRUE(shop_.says({"--json", "carbon"}).contains("\"per_kg_g\": 100"));
    shop_.load("profiles", "profile,carbon,carbon_per_tonne\ngreen,,1000\nlax,0.001,1000\n");
    const Said profiles = shop_.says({"profiles"});
    EXPECT_TRUE(profiles.contains("1000.00")) << profiles.out;
    EXPECT_TRUE(profiles.contains("carbon x 0.001")) << profiles.out;
    const auto source = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"source", "--to-postal", "10001", "--line", "A=1"};
        words.insert(words.end(), more.begin(), more.end());
        return shop_.says(words);
    };
    // By post 5.00 and 6.5 kg; by ups 7.00 and 0.4 kg, at 1.00 a kilogram.
    const Said plain = source({});
    EXPECT_TRUE(plain.contains("post")) << plain.out;
    EXPECT_TRUE(plain.contains("CO2e kg")) << plain.out;
    EXPECT_TRUE(plain.contains("cost 5.00")) << plain.out;
    const Said green = source({"--profile", "green"});
    EXPECT_TRUE(green.contains("ups-ground")) << green.out;
    EXPECT_TRUE(green.contains("cost 7.40")) << green.out;
    EXPECT_TRUE(green.contains(", carbon 0.40; no plan is better")) << green.out;
    const Said lax = source({"--profile", "lax"});
    EXPECT_TRUE(lax.contains("cost 11.50")) << lax.out;
    const Said why =
        shop_.says({"explain-order", "--to-postal", "10001", "--line", "A=1", "--profile", "green"}
        );
    EXPECT_TRUE(why.contains("carbon")) << why.out;
    const TemporaryFile orders("order,line,sku,quantity,postal_code\no1,1,A,1,10001\n");
    const Said whatif =
        shop_.says({"whatif", orders.path(), "--if-weights", "carbon=1,carbon-tonne=1000"});
    EXPECT_TRUE(whatif.contains("carbon")) << whatif.out << whatif.err;
    EXPECT_TRUE(whatif.contains("7.40")) << whatif.out;
    EXPECT_TRUE(whatif.contains("CO2e kg")) << whatif.out;
    EXPECT_TRUE(whatif.contains("6.5")) << whatif.out;
}

TEST_F(Shipping, CarbonIsLoadedWholeOrNotAtAll) {
    const Said less =
        refused("carbon", "service,per_parcel_g,per_kg_g\npost,1,1\nups-ground,-5,1\n");
    EXPECT_TRUE(less.complains("row 3, column per_parcel_g: found \"-5\"")) << less.err;
    EXPECT_TRUE(less.complains("grams of CO2e: a whole number, 0")) << less.err;
    const Said none = refused("carbon", "service,per_parcel_g,per_kg_g\npost,1,\n");
    EXPECT_TRUE(none.complains("row 2, column per_kg_g")) << none.err;
    const Said unknown = refused("carbon", "service,per_parcel_g,per_kg_g\npost,1,1\nrail,1,1\n");
    EXPECT_TRUE(unknown.complains("row 3")) << unknown.err;
    EXPECT_TRUE(unknown.complains("service: found 'rail'")) << unknown.err;
    refused("carbon", "service,zone,per_parcel_g,per_kg_g\npost,33,1,1\n");
    EXPECT_FALSE(shop_.says({"carbon"}).contains("post"));
    shop_.load("carbon", "service,zone,per_parcel_g,per_kg_g\npost,2,1,1\n");
    refused("services", "service,change\npost,remove\n");
    shop_.load("carbon", "service,zone,per_parcel_g,per_kg_g,change\npost,2,,,remove\n");
    EXPECT_FALSE(shop_.says({"carbon"}).contains("post"));
}

TEST_F(Shipping, ACourierDeliversOnTheDayOfTheOrder) {
    shop_.load(
        "nodes",
        "node,methods,postal_code,time_zone,latitude,longitude\n"
        "mitte,ship;same_day,10117,Europe/Berlin,52.52,13.405\n"
        "west,ship,10623,Europe/Berlin,52.505,13.33\n"
    );
    shop_.load("stock", "sku,node,on_hand\nA,mitte,9\n");
    shop_.load("calendars", "calendar,weekdays\ndaily,mon;tue;wed;thu;fri;sat;sun\n");
    refused("couriers", "node,radius_km,cutoff,per_shipment\nmitte,5,18:00,6.90\n");  // No hours.
    shop_.load(
        "node-hours",
        "node,calendar,opens,closes\nmitte,daily,00:00,24:00\nwest,daily,00:00,24:00\n"
    );
    const Said other = refused("couriers", "node,radius_km,cutoff\nwest,5,18:00\n");
    EXPECT_TRUE(other.complains("node: found 'west', which has no method same_day")) << other.err;
    const Said far = refused("couriers", "node,radius_km,cutoff\nmitte,0,18:00\n");
    EXPECT_TRUE(far.complains("row 2, column radius_km: found \"0\"")) << far.err;
    refused("couriers", "node,radius_km,cutoff,per_shipment\nmitte,5,24:00,-1\n");
    refused("couriers", "node,radius_km,cutoff\nmitte,5,24:00\nreno,5,24:00\n");
    shop_.load("couriers", "node,radius_km,cutoff,per_shipment\nmitte,4.5,24:00,6.90\n");
    const Said couriers = shop_.says({"couriers"});
    EXPECT_TRUE(couriers.contains("4.5")) << couriers.out;
    EXPECT_TRUE(couriers.contains("6.90")) << couriers.out;
    const auto source = [&](const std::string& latitude) {
        std::vector<std::string> words{"source", "--line", "A=1", "--method", "same_day"};
        words.insert(words.end(), {"--to-postal", "10117"});
        if (!latitude.empty())
            words.insert(words.end(), {"--to-lat", latitude, "--to-lon", "13.405"});
        return shop_.says(words);
    };
    const Said near = source("52.55");
    EXPECT_TRUE(near.contains("mitte")) << near.out << near.err;
    EXPECT_TRUE(near.contains("cost 6.90: transport 6.90")) << near.out;
    EXPECT_TRUE(source("52.57").contains("no_lane"));
    EXPECT_TRUE(source("").complains("ship_to: found no coordinates"));
}

TEST_F(Shipping, AFullerDayCostsMore) {
    shop_.load("capacity", "node,unit,most\nreno,shipments,4\n");
    shop_.load("profiles", "profile,load_price\neven,2.00\n");
    const auto source = [&](const std::string& id) {
        std::vector<std::string> words{"source", "--to-postal", "10001", "--line", "A=1"};
        if (!id.empty()) words.insert(words.end(), {"--reserve", id});
        words.insert(words.end(), {"--profile", "even"});
        return shop_.says(words);
    };
    EXPECT_TRUE(source("").contains("cost 5.00"));
    const Said held = source("o1");
    EXPECT_EQ(held.code, ExitCode::done) << held.err;
    const Said next = source("");
    EXPECT_TRUE(next.contains("cost 5.50")) << next.out;
    EXPECT_TRUE(next.contains(", load 0.50")) << next.out;
}

}  // namespace
}  // namespace earmark::cli
