import { everydaySuite } from "./everydaySuite";

everydaySuite("1.139");
