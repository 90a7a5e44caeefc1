import { mannersSuite } from "./mannersSuite";

mannersSuite("1.93");
