import { dashboardSuite } from "./dashboardSuite";

dashboardSuite("1.139");
