package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Source;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function while it is traced: nothing is computed, states are named inputs, and what is written is put back at the end. */
final class TraceRecording extends Recording {
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Storage, String> states = new LinkedHashMap<>();
    private final Map<String, Node> inputs = new LinkedHashMap<>();
    private final Map<Storage, Value> before = new LinkedHashMap<>();
    private final Map<Variable, @Nullable Tensor> gradients = new HashMap<>();
    private int marks;

    TraceRecording() {
        super(new Nodes());
    }

    @Override
    boolean isTrace() {
        return true;
    }

    /** Declares a storage whose value is an input, and whose new value, if it is written, an output. */
    void addState(String name, Storage storage) {
        Value value = storage.argument();
        value.force();
        names.put(value, name);
        states.put(storage, name);
    }

    /** An argument of the function. */
    Tensor argument(String name, TensorType type) {
        if (inputs.containsKey(name)) {
            throw new Diagnostic("trace: two inputs have the name " + name);
        }
        Node node = nodes().builder().input(name, type);
        inputs.put(name, node);
        return Tensor.of(new Storage(Value.pending(this, node)));
    }

    private Node state(String name, TensorType type, boolean isLeaf) {
        Node node = inputs.computeIfAbsent(name, each -> nodes().builder().input(name, type));
        if (isLeaf) {
            nodes().taint(node);
        }
        return node;
    }

    @Override
    Node bind(Value value) {
        String name = names.get(value);
        if (name != null) {
            return state(name, value.type(), false);
        }
        // Any other tensor is part of the program.
        Buffer elements = value.force();
        return add(new Source.Constant(new Literal(elements.type(), elements.bits())));
    }

    @Override
    Node bindLeaf(Variable variable) {
        if (!gradients.containsKey(variable)) {
            gradients.put(variable, variable.grad());
            variable.setGrad(null);
        }
        Value value = variable.storage().value();
        if (value.isPending(this)) {
            Node node = add(new Pointwise.Detach(++marks), value.node());
            nodes().taint(node);
            return variable.lens() == null ? node : variable.lens().get(this, node);
        }
        String name = names.get(value);
        if (name == null || variable.lens() != null) {
            throw new Diagnostic("trace: the function uses a tensor of " + variable.type()
                    + " that requires a gradient and is no declared state; declare"
                    + " the module that it belongs to");
        }
        return state(name, variable.type(), true);
    }

    @Override
    void wrote(Storage storage, Value old, Value next) {
        if (!before.containsKey(storage) && !old.isPending(this)) {
            before.put(storage, old);
        }
    }

    @Override
    void evaluate(List<Value> asked) {
        throw new Diagnostic("the value of a tensor of " + asked.get(0).type()
                + " was asked for, but while a function is traced there are only shapes"
                + " and dtypes; keep looks (item, printing, export, equal) outside of what is traced");
    }

    /** The inputs by name: arguments, then the states that were read, in the order of their declaration. */
    Map<String, Node> inputs(List<String> arguments) {
        Map<String, Node> ordered = new LinkedHashMap<>();
        arguments.forEach(name -> ordered.put(name, inputs.get(name)));
        states.forEach((storage, name) -> {
            if (before.containsKey(storage)) {
                state(name, storage.type(), false);
            }
            if (inputs.containsKey(name)) {
                ordered.put(name, inputs.get(name));
            }
        });
        return ordered;
    }

    /** The states that were written, with their new values. */
    Map<String, Node> updates() {
        Map<String, Node> updates = new LinkedHashMap<>();
        for (Storage storage : before.keySet()) {
            if (!states.containsKey(storage)) {
                throw new Diagnostic("trace: the function writes a tensor of " + storage.type()
                        + " from outside that is no declared state; declare what it"
                        + " belongs to (a module, an optimiser), or return the new value instead");
            }
        }
        states.forEach((storage, name) -> {
            if (before.containsKey(storage)) {
                updates.put(name, storage.value().in(this));
            }
        });
        return updates;
    }

    /** Puts back what was written. */
    void restore() {
        before.forEach(Storage::replace);
        gradients.forEach(Variable::setGrad);
    }
}
