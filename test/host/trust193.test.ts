import { trustSuite } from "./trustSuite";

trustSuite("1.93");
