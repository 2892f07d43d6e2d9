package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Modules one after the other, named {@code 0, 1, 2 ...} or as given. */
public class Sequential extends Module {
    private final transient Map<String, Module> layers;

    public Sequential(Module... layers) {
        this.layers = new LinkedHashMap<>();
        for (Module layer : layers) {
            this.layers.put(Integer.toString(this.layers.size()), layer);
        }
    }

    /** Modules with names, in the order of the map. */
    public Sequential(Map<String, Module> layers) {
        this.layers = new LinkedHashMap<>(layers);
    }

    @Override
    Members members() {
        Members members = super.members();
        layers.forEach(members::put);
        return members;
    }

    /** Puts a layer behind the others, under its number. */
    public final Sequential append(Module layer) {
        return append(Integer.toString(size()), layer);
    }

    /** Puts a layer behind the others, under a name. */
    public final Sequential append(String name, Module layer) {
        if (layers.putIfAbsent(name, layer) != null) {
            throw new Diagnostic("Sequential.append: there is a layer '" + name + "' already");
        }
        return this;
    }

    public int size() {
        return layers.size();
    }

    public Module get(int i) {
        if (i < 0 || i >= size()) {
            throw new Diagnostic("Sequential.get(" + i + "): there are " + size() + " layers, from 0 on");
        }
        return List.copyOf(layers.values()).get(i);
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor x = input;
        for (Module layer : layers.values()) {
            x = layer.call(x);
        }
        return x;
    }
}
