package dev.sinter.nn;

import dev.sinter.Parameter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of parameters, named {@code 0, 1, 2 ...}. */
public final class ParameterList extends Module implements Iterable<Parameter> {
    private final transient List<Parameter> list;

    public ParameterList(Parameter... parameters) {
        list = new ArrayList<>(List.of(parameters));
    }

    @Override
    Members members() {
        Members members = super.members();
        for (int i = 0; i < list.size(); i++) {
            members.put(Integer.toString(i), list.get(i));
        }
        return members;
    }

    public int size() {
        return list.size();
    }

    public Parameter get(int i) {
        return list.get(i);
    }

    public ParameterList append(Parameter parameter) {
        list.add(parameter);
        return this;
    }

    @Override
    public Iterator<Parameter> iterator() {
        return list.iterator();
    }
}
