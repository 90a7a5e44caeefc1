import { contractSuite } from "./contractSuite";

contractSuite("1.93");
