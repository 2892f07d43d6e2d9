package dev.sinter.compiler.fuzz;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that must hold for every program.
 *
 * @param name what it says, in a few words
 * @param test what is wrong with a case, or null; what it throws is wrong as well
 */
record Check(String name, Function<Case, @Nullable String> test) {
    /** What is wrong with the case, or null. */
    @Nullable
    String failure(Case program) {
        try {
            return test.apply(program);
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }
}
