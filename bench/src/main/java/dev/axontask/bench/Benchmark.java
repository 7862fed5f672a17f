package dev.axontask.bench;

import java.util.List;

/** Something that can be measured again and again. */
interface Benchmark {

  /** One run. */
  List<Figure> measure() throws Exception;
}
