package dev.sinter.compiler.schedule;

import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Signature;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is too large for arrays and loops that count with ints. Constant sizes are refused by name while compiling; for symbolic ones
 * arrays are measured when they are made, and loops that no array bounds need a {@link Signature.Room}.
 */
final class Limits {
    private static final long MOST = Buffer.MOST_ELEMENTS;

    private final List<Signature.Room> rooms = new ArrayList<>();

    /** Refuses what cannot even be counted; before anything is made of the graph. */
    static void requireCountable(Graph graph) {
        for (Node node : graph.nodes()) {
            try {
                node.type().shape().numel();
            } catch (ArithmeticException e) {
                throw new Diagnostic(what(node) + ": the number of elements of " + node.type() + " leaves 64 bits");
            }
        }
    }

    /** Refuses arrays of inputs and of what the forms compute, and loops, that are too large for constant sizes. */
    Limits(Graph graph, Map<Node, Form> forms) {
        graph.inputs().forEach(Limits::requireFits);
        graph.nodes().stream().filter(node -> node.op() instanceof Control).forEach(Limits::requireFits);
        forms.forEach((node, form) -> {
            requireFits(node);
            Kernel kernel = form.kernel();
            bound(node, kernel, product(kernel.freeExtents()), "visits");
            bound(node, kernel, product(kernel.foldedExtents()), "folds");
        });
    }

    /** What the sizes of a call must leave for the loops to be possible. */
    List<Signature.Room> rooms() {
        return rooms;
    }

    private static String what(Node node) {
        return node.op() instanceof Source.Input input ? "the input " + input.id() : node.op().opName();
    }

    private static void requireFits(Node node) {
        Dim count = node.type().shape().numel();
        if (count.isConstant() && count.constant() > MOST) {
            throw new Diagnostic(what(node) + ": " + node.type() + " is an array of " + count + " elements; at most "
                    + MOST + " are possible");
        }
    }

    private void bound(Node node, Kernel kernel, Dim points, String does) {
        if (points.isConstant()) {
            if (points.constant() > MOST) {
                throw new Diagnostic(what(node) + " of " + kernel.output() + " " + does + " " + points
                        + " points; at most " + MOST + " are possible");
            }
        } else
            if (Stream.concat(kernel.operands().stream(), Stream.of(kernel.output()))
                    .noneMatch(type -> contains(type, points))) {
                        rooms.add(new Signature.Room(what(node), Dim.of(MOST).minus(points)));
                    }
    }

    /** Whether an array of this type has a whole number of such loops in it, so that it is large enough to be refused first. */
    private static boolean contains(TensorType type, Dim points) {
        Dim count = type.shape().numel();
        return count.floorDiv(points).times(points).equals(count);
    }

    private static Dim product(List<Dim> extents) {
        return extents.stream().reduce(Dim.ONE, Dim::times);
    }
}
