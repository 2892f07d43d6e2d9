package dev.sinter.processor;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.util.HashSet;
import java.util.Set;

/**
 * Waits until javac has made the class files of all sources, then acts once.
 *
 * <p>That is when the last top-level class has been generated: its nested classes come before it. After an error javac generates
 * nothing more, and nothing happens here. Where javac reads further sources on its own and does not generate them
 * ({@code -implicit:none}), the end of the compilation is the moment; what is reported then is missing in the closing counts only.
 */
final class GenerationWatch implements TaskListener {
    private final CallSites calls;
    private final Runnable action;
    private final Set<String> roots = new HashSet<>();
    private final Set<String> entered = new HashSet<>();
    private boolean generated;
    private boolean acted;

    GenerationWatch(CallSites calls, Runnable action) {
        this.calls = calls;
        this.action = action;
    }

    /** Has the action wait for a top-level class that javac was asked to compile. */
    void await(String className) {
        roots.add(className);
    }

    @Override
    public void finished(TaskEvent event) {
        switch (event.getKind()) {
            case ENTER -> enter(event.getCompilationUnit());
            case ANALYZE -> calls.keep(event.getCompilationUnit());
            case GENERATE -> {
                generated = true;
                String className = event.getTypeElement().getQualifiedName().toString();
                roots.remove(className);
                entered.remove(className);
                if (roots.isEmpty() && entered.isEmpty()) {
                    act();
                }
            }
            case COMPILATION -> {
                if (generated && roots.isEmpty()) {
                    act();
                }
            }
            default -> {
            }
        }
    }

    private void enter(CompilationUnitTree unit) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree each) {
                entered.add(prefix + each.getSimpleName());
            }
        }
    }

    private void act() {
        if (!acted) {
            acted = true;
            action.run();
        }
    }
}
