package dev.sinter.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of modules, named {@code 0, 1, 2 ...}. */
public final class ModuleList extends Module implements Iterable<Module> {
    private final List<Module> modules;

    public ModuleList(Module... modules) {
        this.modules = new ArrayList<>(List.of(modules));
    }

    public ModuleList(List<? extends Module> modules) {
        this.modules = new ArrayList<>(modules);
    }

    @Override
    Members members() {
        Members members = new Members();
        for (int i = 0; i < modules.size(); i++) {
            members.put(Integer.toString(i), modules.get(i));
        }
        return members;
    }

    public int size() {
        return modules.size();
    }

    public Module get(int i) {
        return modules.get(i);
    }

    public ModuleList append(Module module) {
        modules.add(module);
        return this;
    }

    @Override
    public Iterator<Module> iterator() {
        return modules.iterator();
    }
}
