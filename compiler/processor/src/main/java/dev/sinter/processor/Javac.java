package dev.sinter.processor;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.lang.reflect.Field;
import java.util.Optional;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * The compiler around this processor, seen through its public tree interface.
 *
 * @param task     the compilation
 * @param trees    from elements to trees and back
 * @param messager for what has no place
 */
record Javac(JavacTask task, Trees trees, Messager messager) {

    /** A tree, and the file that it is part of. */
    record Place(Tree tree, CompilationUnitTree unit) {}

    /** Empty where the compiler is not javac, or hides. */
    static Optional<Javac> of(ProcessingEnvironment environment) {
        ProcessingEnvironment inner = environment;
        while (inner != null) {
            try {
                return Optional.of(new Javac(JavacTask.instance(inner), Trees.instance(inner), inner.getMessager()));
            } catch (IllegalArgumentException notJavac) {
                inner = unwrap(inner);
            }
        }
        return Optional.empty();
    }

    /** Build tools that compile incrementally (Gradle) hand out an environment that delegates to javac's. */
    private static @Nullable ProcessingEnvironment unwrap(ProcessingEnvironment wrapper) {
        for (Class<?> type = wrapper.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field delegate = type.getDeclaredField("delegate");
                delegate.setAccessible(true);
                return delegate.get(wrapper) instanceof ProcessingEnvironment inner ? inner : null;
            } catch (ReflectiveOperationException | RuntimeException noDelegate) {
                // Perhaps its superclass has one.
            }
        }
        return null;
    }

    /** Reports at a place, or without one. */
    void report(Diagnostic.Kind kind, String message, @Nullable Place place) {
        if (place == null) {
            messager.printMessage(kind, message);
        } else {
            trees.printMessage(kind, message, place.tree(), place.unit());
        }
    }
}
