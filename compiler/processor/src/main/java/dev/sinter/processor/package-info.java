/**
 * The annotation processor: a model is checked and compiled while {@code javac} runs.
 *
 * <p>Annotation, {@link dev.sinter.processor.Declaration}, {@link dev.sinter.processor.EntryPoint},
 * {@link dev.sinter.processor.EntryPointWriter}: only the writer imports JavaPoet. So far an ordinary processor. Then, when
 * {@link dev.sinter.processor.GenerationWatch} sees that all classes are there, {@link dev.sinter.processor.ModelCompilation} has each
 * model loaded, traced and compiled; a mistake goes to its tree among the {@link dev.sinter.processor.CallSites}.
 *
 * <p>It imports the front end, the compiler's driver, and javac's public tree interface. Read {@code ModelProcessor} first; the tests are
 * folders of models, good and bad, with what is expected of them.
 */
@NullMarked
package dev.sinter.processor;

import org.jspecify.annotations.NullMarked;
