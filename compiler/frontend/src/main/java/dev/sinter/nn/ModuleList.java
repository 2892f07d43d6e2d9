package dev.sinter.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list of modules, named {@code 0, 1, 2 ...}. */
public final class ModuleList extends Module implements Iterable<Module> {
    private final transient List<Module> modules;

    public ModuleList(Module... modules) {
        this.modules = new ArrayList<>(List.of(modules));
    }

    public ModuleList(List<? extends Module> modules) {
        this.modules = new ArrayList<>(modules);
    }

    @Override
    Members members() {
        Members members = super.members();
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

    /** Equal neighbours print once: {@code (0-9): 10 x Linear(...)}. */
    @Override
    Map<String, String> childLines() {
        Map<String, String> lines = new LinkedHashMap<>();
        for (int i = 0; i < modules.size();) {
            String line = modules.get(i).toString();
            int next = i + 1;
            while (next < modules.size() && modules.get(next).toString().equals(line)) {
                next++;
            }
            lines.put(next == i + 1 ? Integer.toString(i) : i + "-" + (next - 1),
                    next == i + 1 ? line : next - i + " x " + line);
            i = next;
        }
        return lines;
    }
}
