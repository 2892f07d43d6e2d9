/**
 * Graph to program: puts the stages together, evaluates for the front end, writes jars.
 *
 * <p>{@link dev.sinter.compiler.driver.Compiler} is the road itself, passes, schedule, classes, in five lines: read it first. What travels
 * it is a {@link dev.sinter.compiler.driver.Compilation}. {@link dev.sinter.compiler.driver.GraphEvaluator} is how the front end finds the
 * compiler, through {@link java.util.ServiceLoader}; {@link dev.sinter.compiler.driver.GraphArtifact} runs graphs in this process as their
 * jar would; {@link dev.sinter.compiler.driver.Exporter} writes that jar, with the same bytes each time.
 *
 * <p>It may import everything of the compiler and the runtime, and is, beside the fuzzer, the only package here that may import the front
 * end.
 */
@NullMarked
package dev.sinter.compiler.driver;

import org.jspecify.annotations.NullMarked;
