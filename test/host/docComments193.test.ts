import { docCommentsSuite } from "./docCommentsSuite";

docCommentsSuite("1.93");
