package dev.sinter.processor;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls in the sources that are being compiled, by file and line: where to report what went wrong in one.
 *
 * <p>They are kept before javac makes class files, because that rewrites the trees.
 */
final class CallSites {
    private final SourcePositions positions;
    private final Map<String, List<CallSite>> byFile = new HashMap<>();

    /**
     * A call, as {@link Call} describes it, and its tree. They are kept in the order in which they run: arguments first.
     *
     * @param line the line that the class file will have for it
     */
    private record CallSite(String callee, long line, boolean inLambda, Javac.Place place) {}

    CallSites(SourcePositions positions) {
        this.positions = positions;
    }

    /** Keeps the calls of a file. */
    void keep(CompilationUnitTree unit) {
        byFile.computeIfAbsent(key(unit), file -> {
            List<CallSite> sites = new ArrayList<>();
            new Collector(unit, sites).scan(unit, null);
            return sites;
        });
    }

    private static String key(CompilationUnitTree unit) {
        String file = unit.getSourceFile().toUri().getPath();
        ExpressionTree packageName = unit.getPackageName();
        return (packageName == null ? "" : packageName + ".") + file.substring(file.lastIndexOf('/') + 1);
    }

    /** The tree of the innermost call that stands in the kept sources. */
    Optional<Javac.Place> find(List<Call> calls) {
        for (Call call : calls) {
            List<CallSite> line = byFile.getOrDefault(call.file(), List.of()).stream()
                    .filter(site -> site.line == call.line())
                    .toList();
            if (!line.isEmpty()) {
                return Optional.of(find(line, call).place);
            }
        }
        return Optional.empty();
    }

    private static CallSite find(List<CallSite> line, Call call) {
        List<CallSite> exact = narrow(narrow(line, site -> site.callee.equals(call.callee())),
                site -> site.inLambda == call.inLambda());
        // A finally block is in the class file several times.
        return exact.get(call.ordinal() % exact.size());
    }

    private static List<CallSite> narrow(List<CallSite> sites, Predicate<CallSite> condition) {
        List<CallSite> some = sites.stream().filter(condition).toList();
        return some.isEmpty() ? sites : some;
    }

    private final class Collector extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final List<CallSite> sites;
        private boolean inLambda;
        /** The line that javac noted last: it notes statements and method calls, but no constructor calls. */
        private long noted;

        Collector(CompilationUnitTree unit, List<CallSite> sites) {
            this.unit = unit;
            this.sites = sites;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
            if (tree instanceof StatementTree) {
                note(positions.getStartPosition(unit, tree));
            }
            return super.scan(tree, null);
        }

        @Override
        public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void nothing) {
            boolean outer = inLambda;
            long outerLine = noted;
            inLambda = true;
            note(positions.getStartPosition(unit, lambda.getBody()));
            super.visitLambdaExpression(lambda, null);
            inLambda = outer;
            noted = outerLine;
            return null;
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            super.visitMethodInvocation(call, null);
            ExpressionTree method = call.getMethodSelect();
            note(positions.getEndPosition(unit, method));
            add(lastName(method), method);
            return null;
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree call, @Nullable Void nothing) {
            super.visitNewClass(call, null);
            add("new " + lastName(call.getIdentifier()), call);
            return null;
        }

        private static String lastName(Tree name) {
            String text = switch (name) {
                case MemberSelectTree select -> select.getIdentifier().toString();
                case IdentifierTree identifier -> identifier.getName().toString();
                default -> name.toString();
            };
            return text.contains("<") ? text.substring(0, text.indexOf('<')) : text;
        }

        private void note(long position) {
            noted = position < 0 ? noted : unit.getLineMap().getLineNumber(position);
        }

        private void add(String callee, Tree tree) {
            sites.add(new CallSite(callee, noted, inLambda, new Javac.Place(tree, unit)));
        }
    }
}
