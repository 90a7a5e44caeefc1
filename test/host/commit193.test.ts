import { commitSuite } from "./commitSuite";

commitSuite("1.93");
