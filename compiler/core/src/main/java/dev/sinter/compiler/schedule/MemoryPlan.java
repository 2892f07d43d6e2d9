package dev.sinter.compiler.schedule;

import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.ir.While;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.runtime.Region;
import dev.sinter.runtime.Signature;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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

    /**
     * A step to be: its kernel computes the result from the operands, unless an index or a divisor is a mistake; or, without a kernel, a
     * control op.
     */
    private record Move(@Nullable Kernel kernel, @Nullable Call call, List<Value> operands, List<Value> results,
            boolean mayFail) {
        Move(Kernel kernel, List<Value> operands, Value result, boolean mayFail) {
            this(kernel, null, operands, List.of(result), mayFail);
        }

        static Move copy(Value value, Value to) {
            TensorType type = value.type;
            List<Read> reads = List.of(new Read(0, Kernel.coordinates(type.shape().rank())));
            return new Move(Kernel.map(List.of(type), type, reads, new Expr.Arg(0, type.dtype())), List.of(value), to,
                    false);
        }
    }

    /**
     * A control op to be computed.
     *
     * @param named what stands for each input and output of its rounds, by {@link Rounds}' names
     */
    private record Call(Control op, List<TensorType> types, Set<Integer> asked, Map<String, Value> named) {}

    private final Scheduler scheduler;
    private final Graph graph;
    /** Whether a call that fails must leave its states as they were. */
    private final boolean keepsStates;
    private final Map<Node, Value> values = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Move> before = new ArrayList<>();
    private final List<Move> kernels = new ArrayList<>();
    private final List<Move> after = new ArrayList<>();
    private final Map<String, Integer> outputSlots = new LinkedHashMap<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<Signature.Room> innerRooms = new ArrayList<>();
    private int calls;

    MemoryPlan(Scheduler scheduler, Graph graph, Map<Node, Form> forms, Map<Node, Integer> controls,
            boolean keepsStates) {
        this.scheduler = scheduler;
        this.graph = graph;
        this.keepsStates = keepsStates;
        graph.inputs().forEach(input -> values.put(input, open(input.type(), Slot.Role.INPUT, null)));
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Source.Constant constant && Fusion.isGiven(node)) {
                values.put(node, open(node.type(), Slot.Role.CONSTANT, constant));
            }
        }
        Deque<Node> waiting = new ArrayDeque<>(controls.keySet());
        for (Map.Entry<Node, Form> each : forms.entrySet()) {
            call(waiting, controls, kernels.size() - calls);
            Form form = each.getValue();
            Value result = new Value(each.getKey().type(), null);
            kernels.add(new Move(form.kernel(), form.operands().stream().map(this::value).toList(), result,
                    form.mayFail()));
            values.put(each.getKey(), result);
        }
        call(waiting, controls, kernels.size() - calls);
    }

    /** Adds the control ops that come after so many kernels. */
    private void call(Deque<Node> waiting, Map<Node, Integer> controls, int position) {
        while (!waiting.isEmpty() && Objects.requireNonNull(controls.get(waiting.peek())) == position) {
            kernels.add(call(waiting.remove()));
            calls++;
        }
    }

    private Move call(Node first) {
        Control op = (Control) first.op();
        List<TensorType> types = first.inputs().stream().map(Node::type).toList();
        List<TensorType> given = op.results(types);
        int carries = Rounds.carries(op);
        Map<String, Value> named = new LinkedHashMap<>();
        Map<Integer, Value> results = new TreeMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Control other && other.withResult(0).equals(op.withResult(0))
                    && node.inputs().equals(first.inputs())) {
                Value result = new Value(node.type(), null);
                values.put(node, result);
                results.put(other.result(), result);
            }
        }
        for (int i = 0; i < types.size(); i++) {
            named.put((i < carries ? "c" : "x") + i,
                    i < carries ? results.getOrDefault(i, new Value(given.get(i), null)) : value(first.input(i)));
        }
        results.forEach((number, value) -> named.put("y" + number, value));
        if (op instanceof Scan) {
            named.put("t", new Value(TensorType.of(DType.I64), null));
        } else if (op instanceof While) {
            named.put("test", new Value(TensorType.of(DType.BOOL), null));
        }
        List<Value> operands = first.inputs().stream().map(this::value).toList();
        List<Value> written = named.values().stream().filter(value -> !operands.contains(value)).distinct().toList();
        return new Move(null, new Call(op, types, results.keySet(), named), operands, written, true);
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
        more = Stream.concat(more.stream(), innerRooms.stream()).toList();
        List<Signature.Room> rooms = Stream.concat(graph.requirements().stream()
                .map(required -> new Signature.Room(required.node().op().opName(), required.value())), more.stream())
                .distinct()
                .toList();
        return new Schedule(graph.name(), slots, steps, inputs, outputs, rooms, regions);
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
            boolean computes = move.results().contains(value);
            computed |= computes;
            if (computed && keepsStates && move.mayFail()) {
                return false;
            }
            if (computed && !computes && move.operands().contains(state)) {
                return false;
            }
            if (computes) {
                int operand = move.operands().indexOf(state);
                if (operand >= 0 && (move.kernel() == null || !isPointByPoint(move.kernel(), operand))) {
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
            Kernel kernel = move.kernel();
            if (kernel == null) {
                run(Objects.requireNonNull(move.call()), move, dying, free, steps);
                move.results().stream().filter(value -> value.lastRead <= at && role(value) == Slot.Role.SCRATCH)
                        .map(Value::home).forEach(free::add);
            } else {
                Value result = move.results().get(0);
                if (result.home == null) {
                    result.home = scratch(move, kernel, dying, free);
                }
                steps.add(new Step(kernel, move.operands().stream().map(Value::home).toList(), result.home()));
            }
            List<Integer> taken = move.results().stream().map(Value::home).toList();
            dying.stream().map(Value::home).filter(slot -> !taken.contains(slot)).forEach(free::add);
        }
        return steps;
    }

    /** The steps of a control op: its carries' first values are copied into arrays that its rounds overwrite. */
    private void run(Call call, Move move, List<Value> dying, List<Integer> free, List<Step> steps) {
        for (int i = 0; i < Rounds.carries(call.op()); i++) {
            Value carry = Objects.requireNonNull(call.named().get("c" + i));
            Value start = move.operands().get(i);
            if (carry.home == null && dying.contains(start)
                    && move.operands().stream().filter(operand -> operand == start).count() == 1) {
                carry.home = start.home;
            }
        }
        move.results().forEach(value -> value.home = value.home == null ? take(value.type, free) : value.home);
        for (int i = 0; i < Rounds.carries(call.op()); i++) {
            Value carry = Objects.requireNonNull(call.named().get("c" + i));
            Move copy = Move.copy(move.operands().get(i), carry);
            if (move.operands().get(i).home() != carry.home()) {
                steps.add(new Step(Objects.requireNonNull(copy.kernel()), List.of(move.operands().get(i).home()),
                        carry.home()));
            }
        }
        int first = steps.size();
        List<Graph> graphs = Rounds.of(call.op(), call.types(), call.asked());
        List<Region> before = append(graphs.get(0), call, free, steps);
        int middle = steps.size();
        List<Region> after = graphs.size() > 1 ? append(graphs.get(1), call, free, steps) : List.of();
        Region.Kind kind = switch (call.op()) {
            case Cond cond -> Region.Kind.CHOICE;
            case While loop -> Region.Kind.WHILE;
            case Scan scan -> scan.reverse() ? Region.Kind.DOWN : Region.Kind.UP;
        };
        Value decides = switch (call.op()) {
            case Cond cond -> move.operands().get(0);
            case While loop -> Objects.requireNonNull(call.named().get("test"));
            case Scan scan -> Objects.requireNonNull(call.named().get("t"));
        };
        Dim times = call.op() instanceof Scan scan ? scan.length() : Dim.ZERO;
        regions.add(new Region(kind, decides.home(), times, first, middle, steps.size(), before, after));
    }

    /** Adds the steps of a graph of a control op, its slots among those of this plan; gives the regions among them. */
    private List<Region> append(Graph graph, Call call, List<Integer> free, List<Step> steps) {
        Schedule inner = scheduler.round(graph);
        innerRooms.addAll(inner.rooms());
        Map<Integer, Integer> homes = new HashMap<>();
        for (Port port : Stream.concat(inner.inputs().stream(), inner.outputs().stream()).toList()) {
            homes.putIfAbsent(port.slot(), Objects.requireNonNull(call.named().get(port.name())).home());
        }
        List<Integer> own = new ArrayList<>();
        for (int slot = 0; slot < inner.slots().size(); slot++) {
            Slot room = inner.slots().get(slot);
            if (!homes.containsKey(slot)) {
                places.add(new Place(room));
                homes.put(slot, places.size() - 1);
                if (room.role() == Slot.Role.SCRATCH) {
                    own.add(places.size() - 1);
                }
            }
        }
        int base = steps.size();
        inner.steps().forEach(step -> steps.add(new Step(step.kernel(),
                step.operands().stream().map(homes::get).toList(), Objects.requireNonNull(homes.get(step.output())))));
        // Only now: the steps of one round share no array.
        free.addAll(own);
        return inner.regions().stream().map(region -> moved(region, base, homes)).toList();
    }

    private static Region moved(Region region, int by, Map<Integer, Integer> homes) {
        return new Region(region.kind(), Objects.requireNonNull(homes.get(region.slot())), region.times(),
                region.first() + by, region.middle() + by, region.end() + by,
                region.before().stream().map(inner -> moved(inner, by, homes)).toList(),
                region.after().stream().map(inner -> moved(inner, by, homes)).toList());
    }

    private Slot.Role role(Value value) {
        return places.get(value.home()).role();
    }

    private int scratch(Move move, Kernel kernel, List<Value> dying, List<Integer> free) {
        TensorType type = move.results().get(0).type;
        for (Value value : dying) {
            boolean fits = value.type.dtype() == type.dtype()
                    && value.type.shape().numel().equals(type.shape().numel());
            if (fits && isPointByPoint(kernel, move.operands().indexOf(value))) {
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
