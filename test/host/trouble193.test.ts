import { troubleSuite } from "./troubleSuite";

troubleSuite("1.93");
