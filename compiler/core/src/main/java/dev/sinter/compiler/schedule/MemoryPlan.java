package dev.sinter.compiler.schedule;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.runtime.Signature;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives every value a slot. A value that is an output is computed where the caller wants it; a state's new value is computed into the state's
 * own array where no later step reads the old one; all others take turns in scratch slots, in place of a dying operand where each
 * point only reads its own element.
 *
 * <p>A call that fails changes no state: one that is computed before a kernel that may fail is copied into its array at the end.
 *
 * <p>Copies of what the caller gave, also of a state's old value, come before the first kernel, so that the kernels are free to write into
 * states; copies of what the kernels computed come after the last one.
 */
final class MemoryPlan {
    /** A value of the program, or the old value of a state that is kept for another state. */
    private static final class Value {
        final TensorType type;
        /** The index of its place, null until it has one. */
        @Nullable Integer home;
        /** The last move that reads it. */
        int lastRead = -1;

        Value(TensorType type, @Nullable Integer home) {
            this.type = type;
            this.home = home;
        }

        int home() {
            return Objects.requireNonNull(home);
        }
    }

    /** A step to be: its kernel computes {@code result} from the operands, unless an index or a divisor is a mistake. */
    private record Move(Kernel kernel, List<Value> operands, Value result, boolean mayFail) {
        static Move copy(Value value, Value to) {
            TensorType type = value.type;
            List<Read> reads = List.of(new Read(0, Kernel.coordinates(type.shape().rank())));
            return new Move(Kernel.map(List.of(type), type, reads, new Expr.Arg(0, type.dtype())), List.of(value), to,
                    false);
        }
    }

    private final Graph graph;
    private final Map<Node, Value> values = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Move> before = new ArrayList<>();
    private final List<Move> kernels = new ArrayList<>();
    private final List<Move> after = new ArrayList<>();
    private final Map<String, Integer> outputSlots = new LinkedHashMap<>();

    MemoryPlan(Graph graph, Map<Node, Form> forms) {
        this.graph = graph;
        graph.inputs().forEach(input -> values.put(input, open(input.type(), Slot.Role.INPUT, null)));
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Source.Constant constant && Fusion.isGiven(node)) {
                values.put(node, open(node.type(), Slot.Role.CONSTANT, constant));
            }
        }
        forms.forEach((node, form) -> {
            Value result = new Value(node.type(), null);
            kernels.add(new Move(form.kernel(), form.operands().stream().map(this::value).toList(), result,
                    form.mayFail()));
            values.put(node, result);
        });
    }

    Schedule plan(Set<String> state, List<Signature.Room> more) {
        placeOutputs();
        List<Step> steps = placeScratch(Stream.of(before, kernels, after).flatMap(List::stream).toList());
        List<Slot> slots = places.stream().map(Place::slot).toList();
        List<Port> inputs = graph.inputs().stream()
                .map(input -> new Port(id(input), input.type(), value(input).home(), state.contains(id(input))))
                .toList();
        List<Port> outputs = graph.outputs().entrySet().stream()
                .map(output -> new Port(output.getKey(), output.getValue().type(),
                        Objects.requireNonNull(outputSlots.get(output.getKey())), false))
                .toList();
        List<Signature.Room> rooms = Stream.concat(graph.requirements().stream()
                .map(required -> new Signature.Room(required.node().op().opName(), required.value())), more.stream())
                .distinct()
                .toList();
        return new Schedule(graph.name(), slots, steps, inputs, outputs, rooms);
    }

    private static String id(Node input) {
        return ((Source.Input) input.op()).id();
    }

    private Value value(Node node) {
        return Objects.requireNonNull(values.get(node));
    }

    private Value open(TensorType type, Slot.Role role, Source.@Nullable Constant constant) {
        places.add(new Place(type.dtype(), role, type.shape().numel(), constant));
        return new Value(type, places.size() - 1);
    }

    private void placeOutputs() {
        Map<String, Value> states = new HashMap<>();
        graph.inputs().forEach(input -> states.put(id(input), value(input)));
        Map<Value, Value> changed = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> {
            Value state = states.get(name);
            Value value = value(node);
            if (state == null) {
                Value output = open(node.type(), Slot.Role.OUTPUT, null);
                outputSlots.put(name, output.home());
                if (value.home == null) {
                    value.home = output.home;
                } else {
                    (isComputed(node) ? after : before).add(Move.copy(value, output));
                }
            } else {
                outputSlots.put(name, state.home());
                if (value != state) {
                    changed.put(state, value);
                }
            }
        });
        changed.forEach((state, value) -> {
            if (value.home == null && changesInPlace(value, state)) {
                value.home = state.home;
            } else if (changed.containsKey(value)) {
                Value old = new Value(value.type, null);
                before.add(Move.copy(value, old));
                after.add(Move.copy(old, state));
            } else {
                after.add(Move.copy(value, state));
            }
        });
    }

    private static boolean isComputed(Node node) {
        return !Fusion.isGiven(node);
    }

    /**
     * Whether {@code value} can be computed into {@code state}'s array: no later kernel reads the old state, its own does so point by point,
     * and from there on nothing can fail, since a call that fails leaves its states as they were.
     */
    private boolean changesInPlace(Value value, Value state) {
        boolean computed = false;
        for (Move move : kernels) {
            computed |= move.result() == value;
            if (computed && move.mayFail()) {
                return false;
            }
            if (computed && move.result() != value && move.operands().contains(state)) {
                return false;
            }
            if (move.result() == value) {
                int operand = move.operands().indexOf(state);
                if (operand >= 0 && !isPointByPoint(move.kernel(), operand)) {
                    return false;
                }
            }
        }
        return computed;
    }

    /** Whether each point reads of the operand only the element that it writes, so that one array can serve for both. */
    private static boolean isPointByPoint(Kernel kernel, int operand) {
        if (kernel.write().isUpdate()) {
            return kernel.write().base() == operand
                    && kernel.reads().stream().noneMatch(read -> read.operand() == operand);
        }
        Dim written = kernel.offset(kernel.write());
        return kernel.fold() == null
                && kernel.reads().stream()
                        .filter(read -> read.operand() == operand)
                        .allMatch(read -> read.guards().isEmpty() && kernel.offset(read).equals(written));
    }

    private List<Step> placeScratch(List<Move> moves) {
        for (int i = 0; i < moves.size(); i++) {
            int at = i;
            moves.get(i).operands().forEach(operand -> operand.lastRead = at);
        }
        List<Integer> free = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            int at = i;
            List<Value> dying = move.operands().stream()
                    .filter(operand -> operand.lastRead == at && role(operand) == Slot.Role.SCRATCH).distinct()
                    .toList();
            if (move.result().home == null) {
                move.result().home = scratch(move, dying, free);
            }
            int target = move.result().home();
            steps.add(new Step(move.kernel(), move.operands().stream().map(Value::home).toList(), target));
            dying.stream().map(Value::home).filter(slot -> slot != target).forEach(free::add);
        }
        return steps;
    }

    private Slot.Role role(Value value) {
        return places.get(value.home()).role();
    }

    private int scratch(Move move, List<Value> dying, List<Integer> free) {
        TensorType type = move.result().type;
        for (Value value : dying) {
            boolean fits = value.type.dtype() == type.dtype()
                    && value.type.shape().numel().equals(type.shape().numel());
            if (fits && isPointByPoint(move.kernel(), move.operands().indexOf(value))) {
                return value.home();
            }
        }
        return take(type, free);
    }

    /** The best fitting free slot, or a new one where none fits within a factor of two. */
    private int take(TensorType type, List<Integer> free) {
        Dim size = type.shape().numel();
        Integer best = free.stream()
                .filter(slot -> places.get(slot).dtype() == type.dtype())
                .min((a, b) -> Long.compare(places.get(a).misfit(size), places.get(b).misfit(size)))
                .orElse(null);
        if (best == null || places.get(best).misfit(size) > (size.isConstant() ? size.constant() : 0)) {
            return open(type, Slot.Role.SCRATCH, null).home();
        }
        free.remove((Object) best);
        places.get(best).hold(size);
        return best;
    }
}
