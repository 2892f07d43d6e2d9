package dev.sinter.compiler.schedule;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which nodes get an array, and builds the kernel of each from the nodes that do not.
 *
 * <p>A node's {@link Form} is inlined into its reader unless one of these holds, in this order:
 * <ol>
 *   <li>it updates an array, or folds; but a fold of few points, such as the position of the greatest in a pooling window, is written out
 *       for its only reader where that visits no more points than the fold does: the reader then loads the window instead;
 *   <li>it is read where an element of another array says, and its own reads would not test that element against the same size;
 *   <li>its value is used as an index and is more than an element of an array;
 *   <li>it divides integers and the reader guards its read, since where the guard does not hold the divisor would be a made-up 0;
 *   <li>the reader is a contraction or an order and the form is more than an affine view, since both read each element many times;
 *   <li>it costs more than {@link #CHEAP} and would be computed more often than it has elements, or by several readers;
 *   <li>the reader is a reshape that would make an index of it no longer affine;
 *   <li>one of them is a control op, whose operands and results are arrays;
 *   <li>the kernel would exceed {@link #LARGEST} instructions or {@link #MOST_READS} reads.
 * </ol>
 *
 * <p>Forwards, the kernel of a fold, or of a map that a reshape could not read along strides, takes in the only reader of its value, one
 * after the other, while that reader visits each point once: pointwise ops of the same shape, transposes, reshapes.
 */
final class Fusion {
    /** Instructions that are cheaper to repeat than to store and load. */
    static final int CHEAP = 4;
    /** Instructions per kernel: well under the 250 vector operations beyond which C2 gives up. */
    static final int LARGEST = 120;
    /** Arrays a kernel reads: each takes a register for its base. */
    static final int MOST_READS = 16;

    /** As often at most is a fold of few points computed again instead of stored. */
    private static final int MOST_TIMES = 4;

    private final Graph graph;
    private final boolean enabled;
    private final Map<Node, Form> forms = new HashMap<>();
    private final Map<Node, Form> emitted = new LinkedHashMap<>();
    private final Map<Node, Integer> readers = new HashMap<>();
    /** Of each node, how many nodes have it as an input, and how often it is an output. */
    private final Map<Node, Integer> direct = new HashMap<>();
    private final Set<Node> wide = new HashSet<>();
    /** Of control ops, the first sibling of each, how many forms are computed before it. */
    private final Map<Node, Integer> controls = new LinkedHashMap<>();
    private final Set<List<Object>> siblings = new HashSet<>();
    /** Values that a contraction reads, looking through views. */
    private final Set<Node> contracted = new HashSet<>();

    /** For {@code graph}; where not {@code enabled} every node but views gets a kernel of its own. */
    Fusion(Graph graph, boolean enabled) {
        this.graph = graph;
        this.enabled = enabled;
    }

    /** The nodes that get arrays by a kernel, in order, with their forms. */
    Map<Node, Form> run() {
        List<Node> nodes = graph.nodes();
        countReaders(nodes);
        for (Node node : nodes) {
            if (node.op() instanceof Control control) {
                node.inputs().forEach(this::emit);
                if (siblings.add(List.of(control.withResult(0), node.inputs()))) {
                    controls.put(node, emitted.size());
                }
            } else if (!isGiven(node)) {
                forms.put(node, form(node));
            }
        }
        graph.outputs().values().forEach(this::emit);
        return emitted;
    }

    /** After {@link #run}: of each control op the first of its siblings, in order, with the number of forms that come before it. */
    Map<Node, Integer> controls() {
        return controls;
    }

    /** Whether a node's array is there without a kernel: an input, or a constant with many elements. */
    static boolean isGiven(Node node) {
        return node.op() instanceof Source.Input
                || node.op() instanceof Source.Constant c && c.type().shape().rank() > 0;
    }

    private static boolean hasForm(Node node) {
        return !isGiven(node) && !(node.op() instanceof Control);
    }

    /** Counts who reads each value, looking through views; notes values that some reader spreads over more points than it has elements. */
    private void countReaders(List<Node> nodes) {
        graph.outputs().values().forEach(output -> {
            readers.merge(output, 1, Integer::sum);
            direct.merge(output, 1, Integer::sum);
        });
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node reader = nodes.get(i);
            boolean view = reader.op() instanceof View;
            int uses = view ? readers.getOrDefault(reader, 0) : 1;
            for (Node input : new HashSet<>(reader.inputs())) {
                readers.merge(input, uses, Integer::sum);
                direct.merge(input, 1, Integer::sum);
                if (view ? contracted.contains(reader) : reader.op() instanceof Contract) {
                    contracted.add(input);
                }
                if (view && wide.contains(reader) || hasForm(reader) && spreads(reader, input)) {
                    wide.add(input);
                }
            }
        }
    }

    private static boolean spreads(Node reader, Node input) {
        Dim points = Shape.of(reader.kernel().extents()).numel();
        Dim elements = input.shape().numel();
        return !points.equals(elements)
                && !(points.isConstant() && elements.isConstant() && points.constant() < elements.constant());
    }

    private void emit(Node node) {
        if (hasForm(node) && !emitted.containsKey(node)) {
            emitted.put(node, Objects.requireNonNull(forms.get(node)));
        }
    }

    private Form form(Node node) {
        Form own = new Form(node.kernel(), node.inputs());
        Form extended = enabled ? extendOpen(node, own) : null;
        if (extended != null) {
            return extended;
        }
        List<@Nullable Form> inlined = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.input(i);
            Form form = emitted.containsKey(input) ? null : inlined(node, own, i);
            if (form == null) {
                emit(input);
            }
            inlined.add(form);
        }
        return withinLimits(own, inlined);
    }

    /** The form to put in place of an operand that has no array, or null where it needs one. */
    private @Nullable Form inlined(Node reader, Form own, int operand) {
        Node input = reader.input(operand);
        Form form = forms.get(input);
        if (form == null) {
            return null;
        }
        if (enabled && form.kernel().fold() != null && form.kernel().fold() != Fold.CONTRACT
                && !form.kernel().fold().isRow()) {
            return own.kernel().write().base() != operand ? writtenOut(own, input, form) : null;
        }
        return mayInline(reader, own, operand, input, form) ? form : null;
    }

    /** A fold of few points as a map, where its only reader visits no more points than the fold does and repeats nothing else. */
    private @Nullable Form writtenOut(Form own, Node input, Form form) {
        Form map = form.writtenOut();
        boolean suits = map != null && map.cost() <= LARGEST / 2 && !map.mayFail()
                && readers.getOrDefault(input, 0) == 1 && !contracted.contains(input)
                && own.kernel().fold() == null && !own.kernel().write().isUpdate()
                && own.kernel().reads().stream().allMatch(read -> read.guards().isEmpty())
                && !isIndexed(own.kernel());
        if (!suits) {
            return null;
        }
        Dim folded = Shape.of(form.kernel().foldedExtents()).numel();
        Dim elements = input.shape().numel();
        Dim points = Shape.of(own.kernel().extents()).numel();
        for (long times = 1; times <= Math.min(folded.constant(), MOST_TIMES); times++) {
            if (points.equals(elements.times(times))) {
                return map;
            }
        }
        return null;
    }

    private boolean mayInline(Node reader, Form own, int operand, Node input, Form form) {
        Kernel kernel = own.kernel();
        if (!form.isMap() || kernel.write().base() == operand || !keepsTests(kernel, operand, form)) {
            return false;
        }
        if (kernel.fold() != null && kernel.fold().isOrder()
                && !(form.isView() && form.kernel().reads().get(0).guards().isEmpty())) {
            // What is sorted is read along a stride.
            return false;
        }
        if (!enabled) {
            return form.isView() && form.isAffine();
        }
        if (isIndex(kernel, operand) && !form.isView()) {
            return false;
        }
        if (form.mayDivideByZero() && kernel.reads().stream()
                .anyMatch(read -> read.operand() == operand && !read.guards().isEmpty())) {
            return false;
        }
        if (kernel.fold() == Fold.CONTRACT || kernel.fold() != null && kernel.fold().isOrder()) {
            return form.isView() && form.kernel().reads().get(0).guards().isEmpty()
                    && Assembly.inline(own, Assembly.only(own, operand, form)).isAffine();
        }
        boolean free = form.cost() <= CHEAP;
        if (!free && (readers.getOrDefault(input, 0) > 1 || wide.contains(input))) {
            return false;
        }
        return !(reader.op() instanceof View.Reshape) || form.operands().isEmpty() || !form.isAffine()
                || Assembly.inline(own, Assembly.only(own, operand, form)).isAffine();
    }

    /**
     * Whether a loaded integer that is out of range for {@code operand} is out of range for what {@code form} reads instead: along each axis
     * that such an integer indexes, the form must read an array of the same size at that very position, and cannot do without that element.
     * A reshape, for one, does not: it would find an element of the next row.
     */
    private static boolean keepsTests(Kernel kernel, int operand, Form form) {
        for (Read read : kernel.reads()) {
            for (int axis = 0; read.operand() == operand && axis < read.index().size(); axis++) {
                if (read.index().get(axis).mentionsLoaded()
                        && !readsAlong(form, axis)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean readsAlong(Form form, int axis) {
        Kernel kernel = form.kernel();
        return IntStream.range(0, kernel.reads().size()).anyMatch(number -> {
            Read read = kernel.reads().get(number);
            return read.guards().isEmpty() && form.always(number) && IntStream.range(0, read.index().size())
                    .anyMatch(own -> read.index().get(own).equals(Dim.coordinate(axis))
                            && kernel.operands().get(read.operand()).shape().dim(own)
                                    .equals(kernel.extents().get(axis)));
        });
    }

    /** Whether some read goes where another one's element says. */
    private static boolean isIndexed(Kernel kernel) {
        return IntStream.range(0, kernel.operands().size()).anyMatch(operand -> isIndex(kernel, operand));
    }

    /** Whether other reads use the operand's elements as indices. */
    private static boolean isIndex(Kernel kernel, int operand) {
        for (int i = 0; i < kernel.reads().size(); i++) {
            String symbol = "$" + i;
            boolean used = kernel.reads().stream()
                    .anyMatch(read -> read.index().stream().anyMatch(dim -> dim.mentions(symbol)))
                    || kernel.write().index().stream().anyMatch(dim -> dim.mentions(symbol));
            if (used && kernel.reads().get(i).operand() == operand) {
                return true;
            }
        }
        return false;
    }

    /** The assembled form; while it is too large, the costliest operand gets an array after all. */
    private Form withinLimits(Form own, List<@Nullable Form> inlined) {
        while (true) {
            Form form = Assembly.inline(own, inlined);
            int costliest = -1;
            for (int i = 0; i < inlined.size(); i++) {
                Form candidate = inlined.get(i);
                Form most = costliest < 0 ? null : inlined.get(costliest);
                boolean gains = candidate != null && (candidate.cost() > 0 || candidate.kernel().reads().size() > 1);
                if (gains && (most == null || candidate.cost() > most.cost())) {
                    costliest = i;
                }
            }
            if (costliest < 0 || form.cost() <= LARGEST && form.kernel().reads().size() <= MOST_READS) {
                return form;
            }
            Node dear = own.operands().get(costliest);
            emit(dear);
            for (int i = 0; i < inlined.size(); i++) {
                if (own.operands().get(i) == dear) {
                    inlined.set(i, null);
                }
            }
        }
    }

    /** Takes {@code node} into the kernel of the open form whose value it alone reads, or null where that cannot be. */
    private @Nullable Form extendOpen(Node node, Form own) {
        Kernel kernel = own.kernel();
        if (kernel.fold() != null || kernel.write().isUpdate() || isIndexed(kernel)) {
            return null;
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.input(i);
            Form open = forms.get(input);
            if (open != null && isOpen(node, own, i, open)
                    && node.inputs().stream().filter(other -> other == input).count() == 1) {
                Form extended = extend(node, own, i, open);
                if (extended != null) {
                    return extended;
                }
            }
        }
        return null;
    }

    /**
     * Whether the kernel of an operand may grow by its reader: it has no array yet, no other reader, and cannot be inlined. That is a fold, or
     * what writes out of order already, or a map whose reading through a reshape would not be affine while its writing is.
     */
    private boolean isOpen(Node reader, Form own, int operand, Form form) {
        Node node = reader.input(operand);
        Fold fold = form.kernel().fold();
        if (emitted.containsKey(node) || direct.getOrDefault(node, 0) != 1 || form.kernel().write().isUpdate()
                || fold != null && fold.isRow()) {
            return false;
        }
        return !form.isMap() || reader.op() instanceof View.Reshape && !form.operands().isEmpty() && form.isAffine()
                && !form.isView() && !Assembly.inline(own, Assembly.only(own, operand, form)).isAffine();
    }

    private @Nullable Form extend(Node node, Form own, int operand, Form open) {
        UnaryOperator<Dim> place = Assembly.placement(node, own, operand, open);
        if (place == null) {
            return null;
        }
        List<@Nullable Form> inlined = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean known = i == operand || emitted.containsKey(node.input(i));
            inlined.add(known ? null : inlined(node, own, i));
        }
        Form extended = Assembly.attach(own, operand, open, inlined, place);
        if (extended.cost() > LARGEST || extended.kernel().reads().size() > MOST_READS) {
            return null;
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (i != operand && inlined.get(i) == null) {
                emit(node.input(i));
            }
        }
        return extended;
    }
}
