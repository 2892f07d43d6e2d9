package dev.sinter.nn;

import dev.sinter.ir.Diagnostic;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Modules by name, in the order in which they were put. */
public final class ModuleDict extends Module {
    private final transient Map<String, Module> modules = new LinkedHashMap<>();

    public ModuleDict() {}

    /** The modules of a map, in its order. */
    public ModuleDict(Map<String, ? extends Module> modules) {
        modules.forEach(this::put);
    }

    @Override
    Members members() {
        Members members = super.members();
        modules.forEach(members::put);
        return members;
    }

    /** Puts a module under a name, in place of what was there. */
    public ModuleDict put(String name, Module module) {
        if (name.isEmpty() || name.contains(".")) {
            throw new Diagnostic("ModuleDict.put('" + name + "'): a name is not empty and has no dots");
        }
        modules.put(name, module);
        return this;
    }

    public Module get(String name) {
        Module module = modules.get(name);
        if (module == null) {
            throw new Diagnostic("ModuleDict.get('" + name + "'): there are " + modules.keySet());
        }
        return module;
    }

    public boolean contains(String name) {
        return modules.containsKey(name);
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(modules.keySet());
    }

    public int size() {
        return modules.size();
    }
}
